/* Puts figures on the page. */
function card(title, note, className, table, content) {
  const button = table && make("button", { type: "button", class: "csv", title: "Download as CSV: " + table,
    on: { click: () => download(table) } }, "CSV");
  return make("section", { class: "card " + className },
    make("div", { class: "top" }, make("div", {}, make("h2", {}, title), note && make("p", {}, note)), button), content);
}

const nothing = (words) => make("p", { class: "none" }, words || "None in these days.");

function number(title, value, now, before, isBetterLess) {
  let words = "nothing before", className = "";
  if (before && now !== null) {
    const change = (now - before) / before * 100;
    const size = Math.abs(change) >= 1000 ? "more than tenfold" : Math.abs(change).toFixed(0) + "%";
    if (Math.abs(change) < 0.5) words = "as before";
    else {
      words = (change > 0 ? "▲ " : "▼ ") + size + " vs before";
      className = isBetterLess === null || Math.abs(change) < 3 ? "" : (change > 0) !== isBetterLess ? "up" : "down";
    }
  }
  return make("section", { class: "card number" }, make("h2", {}, title), make("strong", {}, value),
    make("p", { class: className, title: "against as many days before" }, words));
}

function columns(days) {
  const parts = (day) => Object.entries(day.outcomes).reduce((sums, [outcome, calls]) => {
    sums[KIND[outcome] ?? 4] += calls;
    return sums;
  }, [0, 0, 0, 0, 0]);
  if (days.length <= 62) return days.map((one) => ({ parts: parts(one), label: named(one.day),
    name: parsed(one.day).toLocaleDateString("en-US", { weekday: "long", month: "short", day: "numeric" }) }));
  const weeks = [];
  for (let end = days.length; end > 0; end -= 7) {
    const week = days.slice(Math.max(0, end - 7), end);
    weeks.unshift({ label: named(week[0].day), name: `${named(week[0].day)} – ${named(week[week.length - 1].day)}`,
      parts: week.map(parts).reduce((sum, more) => sum.map((part, kind) => part + more[kind])) });
  }
  return weeks;
}

function compared(title, rows, name) {
  const head = [title, "Calls", "Conversations", "Leads", "Showings", "Showing rate", "Average call",
    "Cost per conversation"];
  return make("div", { class: "scroll" }, make("table", {},
    make("thead", {}, make("tr", {}, head.map((words) => make("th", { scope: "col" }, words)))),
    make("tbody", {}, rows.map((row) => make("tr", {},
      make("td", {}, name(row)),
      [whole.format(row.calls), whole.format(row.conversations), whole.format(row.leads), whole.format(row.showings),
        percent(row.showings, row.calls), minutes(row.average_seconds), dollars(row.cost_per_conversation_usd)]
        .map((words) => make("td", {}, words)))))));
}

/* Nothing to compare for a business that has only a telephone. */
function channels(rows) {
  if (!rows.some((row) => row.channel !== "telephone")) return [];
  return [card("Telephone and web", "what calls by either came to", "", "channels",
    compared("Channel", rows, (row) => [CHANNELS[row.channel] || row.channel]))];
}

function funnel(totals) {
  const steps = [["Calls", totals.calls], ["Conversations", totals.conversations], ["Leads", totals.leads],
    ["Showings", totals.showings]];
  return make("div", {}, bars(steps.map(([name, value], index) => ({ name, value, color: index === 3 ? "c0" : "c1",
    words: whole.format(value) + (index ? ` · ${percent(value, steps[index - 1][1])} of ${steps[index - 1][0].toLowerCase()}` : "") })),
    "funnel"), make("p", { class: "sum" }, `${percent(totals.showings, totals.calls)} of all calls led to a showing.`));
}

/* The businesses that may be chosen are those of an answer for all. */
function choices(data) {
  const list = at("tenant");
  if (data.tenant === null && list.options.length !== data.tenants.length + 1) {
    list.replaceChildren(make("option", { value: "" }, "All businesses"),
      ...data.tenants.map((one) => make("option", { value: one.id }, one.agent === one.id ? one.id : `${one.agent} (${one.id})`)));
    list.value = "";
  }
  list.hidden = list.options.length < 2;
  const own = data.tenants.find((one) => one.id === data.tenant);
  const whose = own ? own.agent : data.tenant === null ? "All businesses" : data.tenant;
  const zone = own ? own.time_zone.split("/").pop().replaceAll("_", " ") + " time" : "each by its own clock";
  at("what").textContent = `${whose} · ${named(data.from, { year: "numeric" })} – ${named(data.to, { year: "numeric" })} · ${zone}`;
}

function show() {
  const data = state.data;
  if (!data) return;
  choices(data);
  const box = at("figures"), now = data.totals, then = data.before;
  const inner = box.clientWidth;
  const wide = Math.max(280, inner - 38);
  const half = inner > 672 ? Math.max(280, (inner - 14) / 2 - 38) : wide;
  const third = inner > 940 ? Math.max(240, (inner - 28) / 3 - 38) : half;
  const score = data.scores.some((band) => band.leads);
  const kinds = make("div", { class: "keys" }, KINDS.map((name, index) =>
    make("span", {}, make("i", { class: "c" + index }), name)));
  const calls = now.calls ? [columnChart(columns(data.days), wide, KINDS), kinds] : nothing("No calls in these days.");
  box.replaceChildren(
    make("div", { class: "numbers" },
      number("Calls", whole.format(now.calls), now.calls, then.calls, false),
      number("Conversations", whole.format(now.conversations), now.conversations, then.conversations, false),
      number("Leads", whole.format(now.leads), now.leads, then.leads, false),
      number("Showings", whole.format(now.showings), now.showings, then.showings, false),
      number("Average conversation", minutes(now.average_seconds), now.average_seconds, then.average_seconds, null),
      number("Cost per conversation", dollars(now.cost_per_conversation_usd), now.cost_per_conversation_usd,
        then.cost_per_conversation_usd, true)),
    card("Calls", data.days.length > 62 ? "by week, and what they came to" : "by day, and what they came to", "",
      "calls", make("div", {}, calls)),
    card("From call to showing", "how many went a step further", "half", "days",
      now.calls ? funnel(now) : nothing("No calls in these days.")),
    card("Outcomes", "what calls came to", "half", "outcomes", data.outcomes.length ? bars(data.outcomes.slice(0, 12)
      .map((one) => ({ name: OUTCOMES[one.outcome] || one.outcome, value: one.calls, color: "c" + (KIND[one.outcome] ?? 4),
        words: `${whole.format(one.calls)} · ${percent(one.calls, now.calls)}` }))) : nothing()),
    card("When callers come", "calls by weekday and hour", "half", "hours",
      now.calls ? heatMap(data.hours, half) : nothing("No calls in these days.")),
    card("Lead scores", "new leads, from 0 to 100", "half", "leads",
      score ? scoreChart(data.scores, half) : nothing("No new leads in these days.")),
    card("Properties asked about", "calls that spoke of them, and showings booked", "half", "properties",
      data.properties.length ? bars(data.properties.slice(0, 8).map((one) => ({
        name: one.property || one.property_id, more: data.tenant === null ? one.tenant : null,
        value: one.calls, words: `${whole.format(one.calls)} ${one.calls === 1 ? "call" : "calls"}`
          + (one.showings ? ` · ${whole.format(one.showings)} ${one.showings === 1 ? "showing" : "showings"}` : "") }))) : nothing()),
    card("Showings and cost", "in these days", "half", "showings", sums(now)),
    card("Agents compared", "those with the most calls first", "", "agents", data.agents.length
      ? compared("Agent", data.agents, (row) => [row.agent, make("small", {}, row.tenant)]) : nothing()),
    ...channels(data.channels));
  at("foot").textContent = "A conversation is a call in which the caller spoke. A lead is one whose wishes were taken "
    + "down, or who booked a showing. Cost is the model's and the transcription's, at list price; the telephone's is "
    + "not in it. Cancelled showings are not counted. Arrows compare with as many days before.";
}

function sums(now) {
  const rows = [["Calls with a showing", whole.format(now.showings)], ["Callbacks asked for", whole.format(now.callbacks)],
    ["Taken over by a person", whole.format(now.transfers)], ["Broken off by a fault of ours", whole.format(now.failures)],
    ["On the line", now.seconds < 60 ? minutes(now.seconds) : now.seconds < 3600 ? minutes(now.seconds) + " min" : (now.seconds / 3600).toFixed(1) + " hours"],
    ["Cost of all calls", dollars(now.cost_usd)],
    ["Cost per lead", dollars(now.leads ? now.cost_usd / now.leads : null)],
    ["Cost per showing", dollars(now.showings ? now.cost_usd / now.showings : null)]];
  return make("table", {}, make("tbody", {}, rows.map(([name, value]) =>
    make("tr", {}, make("td", {}, name), make("td", {}, value)))));
}
