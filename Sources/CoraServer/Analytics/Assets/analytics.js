/* Fetches figures with the token, and shows them. */
const at = (id) => document.getElementById(id);
const KINDS = ["Showing booked", "Lead", "Callback or person", "Answered", "Nothing came of it"];
const KIND = { showing_booked: 0, lead_qualified: 1, callback_requested: 2, transferred: 2, information_given: 3,
  not_interested: 3 };
const OUTCOMES = { showing_booked: "Showing booked", lead_qualified: "Lead taken down",
  callback_requested: "Callback asked for", transferred: "Put through to a person",
  information_given: "Question answered", not_interested: "Not interested", wrong_number: "Wrong number",
  no_conversation: "Nobody spoke", unfinished: "Broke off", in_progress: "Going on now", unknown: "Not summed up",
  process_lost: "Lost with the server" };
const CHANNELS = { telephone: "Telephone", web: "Browsers and apps" };
const SPANS = [[7, "7 days"], [30, "30 days"], [90, "90 days"], [365, "Year"]];
const whole = new Intl.NumberFormat("en-US");
const state = { token: null, tenant: "", from: "", to: "", span: 30, data: null, asking: 0 };

const percent = (part, of) => of ? (part / of * 100).toFixed(part && part / of < 0.1 ? 1 : 0) + "%" : "–";
const minutes = (s) => s === null ? "–" : s < 60 ? s + " s" : Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
const dollars = (sum) => sum === null ? "–" : new Intl.NumberFormat("en-US", { style: "currency", currency: "USD",
  minimumFractionDigits: sum && Math.abs(sum) < 1 ? 3 : 2 }).format(sum);
const day = (date) => [date.getFullYear(), String(date.getMonth() + 1).padStart(2, "0"),
  String(date.getDate()).padStart(2, "0")].join("-");
const parsed = (text) => new Date(text + "T12:00:00");
const named = (text, more) => parsed(text).toLocaleDateString("en-US", { month: "short", day: "numeric", ...more });

function begin() {
  const hash = new URLSearchParams(location.hash.slice(1));
  if (hash.get("token")) {
    sessionStorage.setItem("cora.token", hash.get("token"));
    history.replaceState(null, "", location.pathname + location.search);
  }
  state.token = sessionStorage.getItem("cora.token");
  at("key").addEventListener("submit", (event) => {
    event.preventDefault();
    state.token = at("token").value.trim();
    sessionStorage.setItem("cora.token", state.token);
    at("token").value = "";
    load();
  });
  at("leave").addEventListener("click", () => { forget(); ask(""); });
  at("tenant").addEventListener("change", () => { state.tenant = at("tenant").value; load(); });
  for (const id of ["from", "to"]) at(id).addEventListener("change", () => {
    if (!at("from").value || !at("to").value) return;
    [state.from, state.to, state.span] = [at("from").value, at("to").value, 0];
    load();
  });
  for (const [days, words] of SPANS) at("spans").append(
    make("button", { type: "button", "data-days": days, on: { click: () => { choose(days); load(); } } }, words));
  choose(30);
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(show, 150); });
  if (state.token) load(); else ask("");
}

function choose(days) {
  const to = new Date(), from = new Date();
  from.setDate(from.getDate() - days + 1);
  [state.from, state.to, state.span] = [day(from), day(to), days];
}

function forget() {
  sessionStorage.removeItem("cora.token");
  [state.token, state.data, state.tenant] = [null, null, ""];
  at("figures").replaceChildren();
  at("tenant").replaceChildren();
}

function ask(words) {
  at("page").hidden = true;
  at("door").hidden = false;
  at("wrong").textContent = words;
  at("token").focus();
}

function address(path, more) {
  return path + "?" + new URLSearchParams({ from: state.from, to: state.to, tenant: state.tenant, ...more });
}

/* The answer; null once the token was refused and is asked for again. */
async function get(where) {
  const response = await fetch(where, { headers: { Authorization: "Bearer " + state.token }, cache: "no-store" });
  if (response.ok) return response;
  let words = "The server answered " + response.status + ".";
  try { words = (await response.json()).error.message; } catch { /* Not ours: a proxy's page. */ }
  if ([401, 403, 429].includes(response.status)) { forget(); ask(words); return null; }
  throw new Error(words);
}

async function load() {
  const turn = ++state.asking;
  at("from").value = state.from;
  at("to").value = state.to;
  for (const button of at("spans").children)
    button.setAttribute("aria-pressed", String(Number(button.dataset.days) === state.span));
  at("figures").className = "old";
  try {
    const response = await get(address("analytics/data"));
    if (!response) return;
    const data = await response.json();
    if (turn !== state.asking) return;
    state.data = data;
    at("trouble").hidden = true;
    at("door").hidden = true;
    at("page").hidden = false;
    show();
  } catch (error) {
    if (turn !== state.asking) return;
    at("door").hidden = true;
    at("page").hidden = false;
    at("trouble").hidden = false;
    at("trouble").textContent = error instanceof TypeError ? "The server cannot be reached." : error.message;
  } finally {
    if (turn === state.asking) at("figures").className = "";
  }
}

async function download(table) {
  try {
    const response = await get(address("analytics/export.csv", { table }));
    if (!response) return;
    /* Excel takes a file for UTF-8 only by this mark. */
    const link = URL.createObjectURL(new Blob(["\ufeff", await response.blob()], { type: "text/csv" }));
    make("a", { href: link, download: `cora-${table}-${state.from}-${state.to}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(link), 10000);
  } catch (error) {
    at("trouble").hidden = false;
    at("trouble").textContent = error.message;
  }
}

begin();
