// The floor under every number of `Scripts/bench load`: the least a program can do between a carrier's media socket and
// a Realtime socket. One thread, one epoll, frames in place, one write a burst. No call, no tools, no log, no timer.
//
// Usage: relay PORT MODEL_PORT      Build: g++ -O2 -std=c++17 -o relay relay.cpp
//
// It answers a POST of any path with TwiML, an upgrade of any path as the media socket, and any other GET with 200.
// Whatever either peer does wrong closes that call, and no other.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

using std::string;
using std::string_view;

static const size_t maxHead = 16 << 10, maxMessage = 1 << 20, maxBacklog = 1 << 20;
static const string_view appendHead = "{\"type\":\"input_audio_buffer.append\",\"audio\":\"";
static const string_view sessionUpdate =
    "{\"type\":\"session.update\",\"session\":{\"type\":\"realtime\",\"output_modalities\":[\"audio\"],\"audio\":{"
    "\"input\":{\"format\":{\"type\":\"audio/pcmu\"},\"turn_detection\":{\"type\":\"server_vad\"}},"
    "\"output\":{\"format\":{\"type\":\"audio/pcmu\"}}}}}";
static const string_view responseCreate = "{\"type\":\"response.create\"}";

enum State { head, connecting, upgrading, frames };

// One socket. The carrier's owns the call: its peer is the model's socket, dialled at `start`.
struct Socket {
    int fd = -1;
    State state = head;
    bool isModel = false, isClosing = false, isGone = false;
    Socket* peer = nullptr;
    string in;          // what is not whole yet
    string out;         // what the kernel did not take
    string prefix, mark, clear;  // the carrier's: made once at `start`
};

static int epollFd, modelPort, ownPort;
static uint64_t random64 = 0x9E3779B97F4A7C15;
static std::vector<Socket*> gone;
static char input[256 << 10];
static string scratch;      // what this burst has made, for `destination`
static Socket* destination;

static void watch(Socket* s, uint32_t events, int operation) {
    epoll_event event = {};
    event.events = events;
    event.data.ptr = s;
    epoll_ctl(epollFd, operation, s->fd, &event);
}

static void end(Socket* s) {
    if (!s || s->isGone) return;
    s->isGone = true;
    close(s->fd);
    gone.push_back(s);
    Socket* peer = s->peer;
    s->peer = nullptr;
    if (peer) {
        peer->peer = nullptr;
        end(peer);
    }
}

// Sends at once what the kernel takes; false when the socket is at its end.
static bool put(Socket* s, const char* bytes, size_t count) {
    if (s->out.empty()) {
        ssize_t sent = send(s->fd, bytes, count, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return end(s), false;
        if (sent < 0) sent = 0;
        if ((size_t)sent == count) return true;
        bytes += sent, count -= sent;
        watch(s, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    }
    if (s->out.size() + count > maxBacklog) return end(s), false;
    s->out.append(bytes, count);
    return true;
}

static void flush() {
    if (destination && !destination->isGone && !scratch.empty()) put(destination, scratch.data(), scratch.size());
    destination = nullptr;
    scratch.clear();
}

static void aim(Socket* s) {
    if (destination != s) flush(), destination = s;
}

// A frame of up to three pieces (RFC 6455 section 5.2), masked towards the model.
static void frame(Socket* s, int opcode, std::initializer_list<string_view> pieces) {
    aim(s);
    size_t count = 0;
    for (auto& piece : pieces) count += piece.size();
    char top[14];
    int length = 2;
    top[0] = (char)(0x80 | opcode);
    if (count < 126) {
        top[1] = (char)count;
    } else if (count < 65536) {
        top[1] = 126, top[2] = (char)(count >> 8), top[3] = (char)count, length = 4;
    } else {
        top[1] = 127, length = 10;
        for (int i = 0; i < 8; i++) top[2 + i] = (char)((uint64_t)count >> (56 - 8 * i));
    }
    uint32_t mask = 0;
    if (s->isModel) {
        random64 ^= random64 << 13, random64 ^= random64 >> 7, random64 ^= random64 << 17;
        mask = (uint32_t)random64;
        top[1] |= (char)0x80;
        memcpy(top + length, &mask, 4);
        length += 4;
    }
    scratch.append(top, length);
    size_t start = scratch.size();
    for (auto& piece : pieces) scratch.append(piece);
    if (!s->isModel) return;
    char* at = &scratch[start];
    uint64_t wide = mask | (uint64_t)mask << 32, word;
    size_t i = 0;
    for (; i + 8 <= count; i += 8) memcpy(&word, at + i, 8), word ^= wide, memcpy(at + i, &word, 8);
    for (; i < count; i++) at[i] ^= (char)(mask >> 8 * (i & 3));
}

// The text between a key with its opening quote, and the closing quote.
static bool field(string_view text, string_view key, string_view& value) {
    const char* at = (const char*)memmem(text.data(), text.size(), key.data(), key.size());
    if (!at) return false;
    at += key.size();
    const char* stop = (const char*)memchr(at, '"', text.data() + text.size() - at);
    if (!stop) return false;
    value = string_view(at, stop - at);
    return true;
}

static bool isPlain(string_view text, const char* more, size_t most) {
    if (text.empty() || text.size() > most) return false;
    for (char c : text)
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || strchr(more, c))) return false;
    return true;
}

static void tune(int fd) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void dial(Socket* carrier) {
    Socket* model = new Socket;
    model->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (model->fd < 0) {
        delete model;
        return end(carrier);
    }
    tune(model->fd);
    model->isModel = true;
    model->state = connecting;
    model->peer = carrier;
    carrier->peer = model;
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)modelPort);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    watch(model, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
    if (connect(model->fd, (sockaddr*)&address, sizeof address) < 0 && errno != EINPROGRESS) end(carrier);
}

static void fromCarrier(Socket* s, string_view text) {
    string_view value;
    if (text.substr(0, 32).find("\"media\"") != string_view::npos) {
        if (!s->peer || s->peer->state != frames) return;
        if (!field(text, "\"payload\":\"", value)) return end(s);
        return frame(s->peer, 1, {appendHead, value, "\"}"});
    }
    if (!field(text, "\"event\":\"", value)) return end(s);
    if (value == "stop") return end(s);
    if (value != "start" || s->peer) return;
    if (!field(text, "\"streamSid\":\"", value) || !isPlain(value, "", 64)) return end(s);
    string id(value);
    s->prefix = "{\"event\":\"media\",\"streamSid\":\"" + id + "\",\"media\":{\"payload\":\"";
    s->mark = "{\"event\":\"mark\",\"streamSid\":\"" + id + "\",\"mark\":{\"name\":\"a\"}}";
    s->clear = "{\"event\":\"clear\",\"streamSid\":\"" + id + "\"}";
    dial(s);
}

static void fromModel(Socket* s, string_view text) {
    Socket* carrier = s->peer;
    string_view value;
    if (!carrier) return;
    if (!field(text, "\"type\":\"", value)) return end(s);
    if (value == "response.output_audio.delta") {
        if (!field(text, "\"delta\":\"", value)) return end(s);
        frame(carrier, 1, {carrier->prefix, value, "\"}}"});
        frame(carrier, 1, {carrier->mark});
    } else if (value == "input_audio_buffer.speech_started") {
        frame(carrier, 1, {carrier->clear});
    }
}

// Takes the whole frames of what has come; returns how many bytes that was.
static size_t takeFrames(Socket* s, char* bytes, size_t count) {
    size_t at = 0;
    while (count - at >= 2) {
        unsigned char *p = (unsigned char*)bytes + at, first = p[0], second = p[1];
        size_t length = second & 127, top = 2;
        if (length == 126) {
            if (count - at < 4) break;
            length = p[2] << 8 | p[3], top = 4;
        } else if (length == 127) {
            if (count - at < 10) break;
            length = 0, top = 10;
            for (int i = 0; i < 8; i++) length = length << 8 | p[2 + i];
        }
        bool isMasked = second & 128;
        // No fragments, no reserved bits; clients mask, servers do not.
        if ((first & 0xF0) != 0x80 || length > maxMessage || isMasked == s->isModel) return end(s), count;
        if (isMasked) top += 4;
        if (count - at < top + length) break;
        char* text = bytes + at + top;
        if (isMasked) {
            uint32_t mask;
            memcpy(&mask, text - 4, 4);
            uint64_t wide = mask | (uint64_t)mask << 32, word;
            size_t i = 0;
            for (; i + 8 <= length; i += 8) memcpy(&word, text + i, 8), word ^= wide, memcpy(text + i, &word, 8);
            for (; i < length; i++) text[i] ^= (char)(mask >> 8 * (i & 3));
        }
        at += top + length;
        switch (first & 15) {
        case 1: s->isModel ? fromModel(s, {text, length}) : fromCarrier(s, {text, length}); break;
        case 9: if (length < 126) frame(s, 10, {{text, length}}); break;
        case 10: break;
        default: end(s);
        }
        if (s->isGone) return count;
    }
    return at;
}

// SHA-1 (RFC 3174), and base64, of the 20 bytes that an upgrade needs.
static string acceptKey(string_view key) {
    string text = string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    uint64_t bits = text.size() * 8;
    text += (char)0x80;
    while (text.size() % 64 != 56) text += (char)0;
    for (int i = 7; i >= 0; i--) text += (char)(bits >> 8 * i);
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    auto roll = [](uint32_t x, int n) { return x << n | x >> (32 - n); };
    for (size_t block = 0; block < text.size(); block += 64) {
        uint32_t w[80];
        for (int i = 0; i < 16; i++) {
            const unsigned char* p = (const unsigned char*)text.data() + block + 4 * i;
            w[i] = (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
        }
        for (int i = 16; i < 80; i++) w[i] = roll(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
            uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
            uint32_t next = roll(a, 5) + f + e + k + w[i];
            e = d, d = c, c = roll(b, 30), b = a, a = next;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    unsigned char digest[21] = {};
    for (int i = 0; i < 20; i++) digest[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
    static const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    string result;
    for (int i = 0; i < 21; i += 3) {
        uint32_t group = digest[i] << 16 | digest[i + 1] << 8 | digest[i + 2];
        for (int j = 3; j >= 0; j--) result += letters[group >> 6 * j & 63];
    }
    result[27] = '=';
    return result;
}

static string_view header(string_view text, string_view name) {
    for (size_t at = text.find("\r\n"); at != string_view::npos; at = text.find("\r\n", at + 2)) {
        string_view line = text.substr(at + 2, text.find("\r\n", at + 2) - at - 2);
        if (line.size() > name.size() && line[name.size()] == ':' && !strncasecmp(line.data(), name.data(), name.size())) {
            line.remove_prefix(name.size() + 1);
            while (!line.empty() && line[0] == ' ') line.remove_prefix(1);
            while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
            return line;
        }
    }
    return {};
}

static void answer(Socket* s, string_view kind, string_view body) {
    string text = "HTTP/1.1 200 OK\r\nContent-Type: " + string(kind) + "\r\nContent-Length: " + std::to_string(body.size())
        + "\r\nConnection: close\r\n\r\n" + string(body);
    s->isClosing = true;
    if (put(s, text.data(), text.size()) && s->out.empty()) shutdown(s->fd, SHUT_WR);
}

// The head of a request or of the model's answer; returns the bytes that were taken.
static size_t takeHead(Socket* s, const char* bytes, size_t count) {
    if (s->isClosing) return count;
    string_view all(bytes, count);
    size_t stop = all.find("\r\n\r\n");
    if (stop == string_view::npos) {
        if (count > maxHead) end(s);
        return 0;
    }
    string_view text = all.substr(0, stop + 2);
    size_t taken = stop + 4;
    if (s->isModel) {
        if (text.substr(0, 12) != "HTTP/1.1 101") return end(s), count;
        s->state = frames;
        frame(s, 1, {sessionUpdate});
        frame(s, 1, {responseCreate});
        return taken;
    }
    if (text.substr(0, 5) == "POST ") {
        size_t length = strtoul(string(header(text, "Content-Length")).c_str(), nullptr, 10);
        if (length > maxMessage) return end(s), count;
        if (count - taken < length) return 0;
        static uint64_t calls;
        string_view host = header(text, "Host");
        string place = isPlain(host, ".-:[]", 255) ? string(host) : "127.0.0.1:" + std::to_string(ownPort);
        answer(
            s, "text/xml",
            "<Response><Connect><Stream url=\"ws://" + place + "/media\"><Parameter name=\"token\" value=\""
                + std::to_string(++calls) + "\"/></Stream></Connect></Response>");
        return count;
    }
    if (text.substr(0, 4) != "GET ") return end(s), count;
    string_view key = header(text, "Sec-WebSocket-Key");
    if (key.empty() || key.size() > 64) return answer(s, "text/plain", "ok"), count;
    string reply = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + acceptKey(key) + "\r\n\r\n";
    s->state = frames;
    return put(s, reply.data(), reply.size()) ? taken : count;
}

static size_t take(Socket* s, char* bytes, size_t count) {
    size_t at = 0;
    if (s->state != frames) at = takeHead(s, bytes, count);
    if (!s->isGone && s->state == frames) at += takeFrames(s, bytes + at, count - at);
    return at;
}

static void readable(Socket* s) {
    ssize_t got = recv(s->fd, input, sizeof input, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return end(s);
    if (s->in.empty()) {
        size_t at = take(s, input, got);
        if (!s->isGone && at < (size_t)got) s->in.assign(input + at, got - at);
    } else {
        s->in.append(input, got);
        size_t at = take(s, &s->in[0], s->in.size());
        if (!s->isGone) s->in.erase(0, at);
    }
    if (s->in.size() > maxMessage + maxHead) end(s);
    flush();
}

static void writable(Socket* s) {
    if (s->state == connecting) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error) return end(s);
        s->state = upgrading;
        watch(s, EPOLLIN, EPOLL_CTL_MOD);
        const char* key = getenv("OPENAI_API_KEY");
        string request = "GET /v1/realtime?model=gpt-realtime HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(modelPort)
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              "Sec-WebSocket-Key: Y29yYSByZWxheSBmbG9vcg==\r\nAuthorization: Bearer " + (key ? key : "none") + "\r\n\r\n";
        put(s, request.data(), request.size());
        return;
    }
    string waiting;
    waiting.swap(s->out);
    watch(s, EPOLLIN, EPOLL_CTL_MOD);
    if (put(s, waiting.data(), waiting.size()) && s->out.empty() && s->isClosing) shutdown(s->fd, SHUT_WR);
}

int main(int count, char** arguments) {
    if (count != 3) return fprintf(stderr, "usage: relay PORT MODEL_PORT\n"), 2;
    ownPort = atoi(arguments[1]), modelPort = atoi(arguments[2]);
    // Whoever started it may have left signals blocked: SIGTERM has to end it.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    signal(SIGPIPE, SIG_IGN);
    rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) files.rlim_cur = files.rlim_max, setrlimit(RLIMIT_NOFILE, &files);
    epollFd = epoll_create1(EPOLL_CLOEXEC);
    Socket listener;
    listener.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    setsockopt(listener.fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)ownPort);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener.fd, (sockaddr*)&address, sizeof address) < 0 || listen(listener.fd, 1024) < 0) return perror("relay"), 1;
    socklen_t size = sizeof address;
    getsockname(listener.fd, (sockaddr*)&address, &size);
    ownPort = ntohs(address.sin_port);
    watch(&listener, EPOLLIN, EPOLL_CTL_ADD);
    printf("relaying at http://127.0.0.1:%d\n", ownPort), fflush(stdout);
    scratch.reserve(64 << 10);
    static epoll_event events[256];
    for (;;) {
        int ready = epoll_wait(epollFd, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            Socket* s = (Socket*)events[i].data.ptr;
            if (s == &listener) {
                int fd;
                while ((fd = accept4(listener.fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
                    tune(fd);
                    Socket* carrier = new Socket;
                    carrier->fd = fd;
                    watch(carrier, EPOLLIN, EPOLL_CTL_ADD);
                }
                continue;
            }
            if (!s->isGone && events[i].events & EPOLLOUT) writable(s);
            if (!s->isGone && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(s);
        }
        for (Socket* s : gone) delete s;
        gone.clear();
    }
}
