// The picture of a panel. It draws what Python works out, and sends what is clicked; it reckons
// nothing. Text reaches the page through textContent alone: what tables say is never markup.

const SVG = "http://www.w3.org/2000/svg";
const LATE = 2500; // milliseconds after which the page says that Python has not answered
const TYPING = 250; // milliseconds that a search waits for the next letter
const FEW = 8; // causes that are shown at first
const LOWEST = 0.0001; // of the slider, whose scale is that of log-odds
const STEP = 0.1; // of the slider, in nats
const TICKS = [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999];
const COLOURS = 8; // classes line-0 ... of the slope chart
const SIGNS = { emergency: "‼", urgent: "!", soon: "◷", routine: "•", self_care: "✓" };

const FOCUSABLE = new Set(["input", "button", "summary"]);

const PHASES = { history: "Ask", exam: "Examine", test: "Test" };
const EDITS = new Set(["edit", "choose", "remove_edit", "reset_numbers", "find"]);
const SCENARIOS = new Set(["save", "load", "delete", "compare", "write_file", "read_file"]);
const FILES = new Set(["write_file", "read_file"]);
const REPLACE = "Replace the file if there is one";
const ARROWS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
const TOP = 3; // causes that a narrow page shows before the questions
const FLAGS = 8; // questions that could fire a red flag, shown at first

let panels = 0;

// --- Building --------------------------------------------------------------------------------------

/** An element with properties, attributes (names with a dash, and role), listeners and children. */
function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  // The notebook's own keys (arrows go to another cell, d d deletes one) are not meant for who
  // answers questions. JupyterLab looks for this from what has the focus upwards, and stops there.
  if (FOCUSABLE.has(tag) || "tabIndex" in given) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name.includes("-") || name === "role" || name === "for") {
      element.setAttribute(name, value);
    } else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function drawn(tag, given = {}, text = null) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) element.setAttribute(name, value);
  if (text !== null) element.textContent = text;
  return element;
}

/** Set text only where it differs: a live region is not to repeat itself. */
function say(element, words) {
  const text = words.replaceAll(" %", "\u00a0%");
  if (element.textContent !== text) element.textContent = text;
}

function show(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

/** Elements for items, one a key, kept where they are: what has the focus keeps it. */
function keyed(parent, items, key, create, update) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  parent.kept = parent.kept ?? new Map();
  const wanted = new Set(items.map(key));
  for (const [name, element] of parent.kept) {
    if (wanted.has(name)) continue;
    element.remove();
    parent.kept.delete(name);
  }
  let place = parent.firstChild;
  for (const item of items) {
    const name = key(item);
    let element = parent.kept.get(name);
    if (!element) {
      element = create(item);
      parent.kept.set(name, element);
    }
    update(element, item);
    if (element === place) place = place.nextSibling;
    else parent.insertBefore(element, place);
  }
  if (focused && focused !== document.activeElement && parent.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

/** A line a text, as items of a list. */
function lines(list, texts) {
  show(list, texts.length > 0);
  keyed(list, texts.map((text, place) => ({ text, place })), (each) => each.place,
    () => make("li"), (element, each) => say(element, each.text));
}

/**
 * A text field that sends what is typed, when it is left or Enter is pressed: each text once.
 * Enter is heard here, since a notebook may keep it from becoming a change.
 */
function typed(given, send) {
  const commit = () => {
    const text = field.value.trim();
    if (text === field.sent) return;
    field.sent = text;
    send(text);
  };
  const field = make("input", { type: "text", inputMode: "decimal", autocomplete: "off", ...given,
    onchange: commit,
    onkeydown: (event) => {
      if (event.key === "Enter") commit();
    } });
  field.sent = "";
  return field;
}

/** Write into such a field, but for what is being typed into it. */
function fill(field, text) {
  const typing = document.activeElement === field && field.value.trim() !== field.sent;
  if (typing) return;
  if (field.value !== text) field.value = text;
  field.sent = text;
}

/** What an object holds under a name: not what every object has, such as `constructor`. */
const held = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

// --- Where the focus goes when what has it goes ------------------------------------------------------

const focusables = (element) => [...element.querySelectorAll("input, button, summary")];

const usable = (element) => element.isConnected && !element.disabled && !element.closest("[hidden]");

/** The same in the next row or the one before, then what its surroundings name, or their summary. */
function refuges(active) {
  const found = [];
  const row = active.closest("li, tr");
  if (row) {
    const place = focusables(row).indexOf(active);
    for (const near of [row.nextElementSibling, row.previousElementSibling]) {
      const listed = near ? focusables(near) : [];
      found.push(listed[place] ?? listed[0]);
    }
  }
  for (let each = active.parentElement; each; each = each.parentElement) {
    found.push(each.refuge ?? (each.tagName === "DETAILS" ? each.firstElementChild : null));
  }
  return found.filter((each) => each && each !== active);
}

// --- Numbers -----------------------------------------------------------------------------------------

const width = (probability) => `${(100 * probability).toFixed(2)}%`;
const logit = (probability) => {
  const inside = Math.min(Math.max(probability, LOWEST), 1 - LOWEST);
  return Math.log(inside / (1 - inside));
};
const expit = (value) => 1 / (1 + Math.exp(-value));
const SPAN = 2 * logit(1 - LOWEST);
const along = (probability) => `${(50 + (100 * logit(probability)) / SPAN).toFixed(2)}%`;

/** A percentage to three digits of what is near 0 or 100, which it reaches only where that is so. */
function percentText(probability) {
  if (probability <= 0.5) return String(Number((100 * probability).toPrecision(3)));
  const rest = 100 * (1 - probability);
  if (rest === 0) return "100";
  const digits = Math.min(100, Math.max(0, 2 - Math.floor(Math.log10(rest))));
  return String(Number((100 - Number(rest.toPrecision(3))).toFixed(digits)));
}
const sameNumber = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// --- Talking to Python -------------------------------------------------------------------------------

/** Messages to Python, in the order of what was done, and whether all are answered. */
class Link {
  constructor(model) {
    this.model = model;
    // not only a count: what is on its way from before a page was loaded again is not ours
    this.id = `lumpbayes-${(panels += 1)}-${Math.random().toString(36).slice(2)}`;
    this.request = 0;
    this.answered = 0;
    this.queued = null;
    this.waiting = make("p", { class: "lb-note lb-warning", role: "status", hidden: true },
      "Python has not answered yet: it is busy with another cell, or not running (then run the " +
      "panel's cell again). What is shown is from before.");
  }

  /** Whether what Python shows is older than what was done here. */
  get behind() {
    return this.answered < this.request;
  }

  /** Send a message, after the last step of a slider that was not sent yet. */
  send(type, fields = {}) {
    this.flush();
    this.post(type, fields);
  }

  /** Of the steps of a slider one is on its way; of those made meanwhile the last goes after it. */
  slide(fields) {
    if (this.behind) this.queued = fields;
    else this.post("edit", fields);
  }

  flush() {
    const fields = this.queued;
    this.queued = null;
    if (fields) this.post("edit", fields);
  }

  post(type, fields) {
    this.request += 1;
    clearTimeout(this.late);
    this.late = setTimeout(() => show(this.waiting, true), LATE);
    this.busy?.setAttribute("aria-busy", "true");
    try {
      this.model.send({ type, request: `${this.id}:${this.request}`, ...fields });
    } catch {
      show(this.waiting, true);
    }
  }

  heard(view) {
    const [id, number] = String(view.request ?? "").split(":");
    if (id === this.id) this.answered = Math.max(this.answered, Number(number));
    if (this.behind) return;
    clearTimeout(this.late);
    show(this.waiting, false);
    this.busy?.setAttribute("aria-busy", "false");
    this.flush();
  }

  close() {
    clearTimeout(this.late);
  }
}

// --- Left: what to ask next --------------------------------------------------------------------------

/** The next question, with its answers. */
class Next {
  constructor(link) {
    this.link = link;
    this.element = this.build();
  }

  build() {
    const id = `${this.link.id}-next-question`;
    this.question = make("p", { class: "lb-next-question", id });
    this.why = make("p", { class: "lb-small" });
    // Arrows only move here: another question follows each answer, and would be answered by them.
    this.choices = make("div", { class: "lb-choices", role: "radiogroup", "aria-labelledby": id,
      onkeydown: (event) => this.move(event) });
    // nor is the second click of two meant for the question that follows
    this.choices.addEventListener("click", (event) => {
      if (event.detail > 1) event.preventDefault();
    }, true);
    this.numberRoom = make("div");
    this.skip = make("button", { type: "button",
      onclick: () => this.link.send("skip", { variable: this.asked.variable }) }, "Not known: skip it");
    this.buttons = make("div", { class: "lb-buttons" }, this.skip);
    this.problem = make("p", { class: "lb-problem", role: "alert" });
    return make("div", { class: "lb-card lb-next" }, make("h3", {}, "Next"), this.question, this.why,
      this.choices, this.numberRoom, this.problem, this.buttons);
  }

  move(event) {
    const step = ARROWS[event.key];
    if (!step || event.target.type !== "radio") return;
    event.preventDefault();
    const radios = [...this.choices.querySelectorAll("input")];
    const place = (radios.indexOf(event.target) + step + radios.length) % radios.length;
    radios[place].focus();
  }

  /** Another question; who answered the last one by keyboard goes on with it. */
  ask(question, buildNumber) {
    this.asked = question;
    const focused = this.choices.contains(document.activeElement) ||
      this.numberRoom.contains(document.activeElement);
    const name = `${this.link.id}-next`;
    const choice = ({ state, label }) => make("label", { class: "lb-choice" },
      make("input", { type: "radio", name, onchange: () => {
        this.link.send("answer", { variable: question.variable, state });
      } }), make("span", {}, label));
    this.problem.id = `${name}-${question?.variable}-problem`;
    this.choices.replaceChildren(...(question?.states ?? []).map(choice));
    this.numberRoom.replaceChildren(
      ...(question?.number ? [buildNumber(question, `${name}-${question.variable}`).element] : []));
    if (focused) this.choices.querySelector("input")?.focus({ preventScroll: true });
  }

  draw(view, question, buildNumber) {
    const first = view.next?.[0];
    show(this.element, !view.impossible);
    say(this.question, first ? first.question : "Nothing is left to ask.");
    say(this.why, first ? first.why : "");
    for (const each of [this.choices, this.numberRoom, this.skip]) show(each, Boolean(first));
    if (question !== this.asked) this.ask(question, buildNumber);
    const wrong = Boolean(first) && view.status?.kind === "error" &&
      view.status.about.variable === first.variable;
    this.numberRoom.querySelector("input")?.setAttribute("aria-invalid", String(wrong));
    say(this.problem, wrong ? view.status.text : "");
    if (!this.link.behind) { // it is the next question: it has no answer
      for (const radio of this.choices.querySelectorAll("input")) radio.checked = false;
    }
  }
}

// --- Left: findings ----------------------------------------------------------------------------------

class Findings {
  constructor(link, questions) {
    this.link = link;
    this.questions = new Map();
    this.groups = [];
    this.element = this.build(questions);
  }

  build(questions) {
    this.given = this.buildGiven();
    this.next = new Next(this.link);
    this.skipped = make("p", { class: "lb-small", hidden: true });
    this.skippedText = make("span");
    this.skipped.append(this.skippedText, " ", make("button", {
      type: "button", class: "lb-link", onclick: () => this.link.send("ask_again") }, "Ask again"));
    this.search = make("input", { type: "search", id: `${this.link.id}-search`, autocomplete: "off",
      oninput: () => this.filter() });
    this.found = make("span", { class: "lb-small", role: "status" });
    const groups = questions.groups.map((group, place) => this.buildGroup(group, place === 0));
    return make("section", { class: "lb-left", "aria-label": "What is found" },
      this.given, this.next.element, this.skipped,
      make("p", { class: "lb-search" },
        make("label", { for: `${this.link.id}-search` }, "Find a question"), this.search, this.found),
      make("div", { class: "lb-groups" }, ...groups));
  }

  /** What Python gave of variables that are not among the questions. */
  buildGiven() {
    this.givenList = make("ul", {});
    this.givenRemark = make("p", { class: "lb-small" });
    return make("div", { class: "lb-card lb-given", hidden: true },
      make("h3", {}, "Given in Python"), this.givenList, this.givenRemark);
  }

  buildGroup(group, open) {
    const count = make("span", { class: "lb-count" });
    const questions = group.questions.map((question) => this.buildQuestion(question));
    const details = make("details", { class: "lb-group", open },
      make("summary", {}, make("span", { class: "lb-group-title" }, group.title), " ", count),
      ...questions.map((question) => question.element));
    this.groups.push({ details, count, questions });
    return details;
  }

  buildQuestion(question) {
    const name = `${this.link.id}-${question.variable}`;
    const radios = new Map();
    const choice = (state, label) => {
      const input = make("input", { type: "radio", name, onchange: () => {
        this.link.send("answer", { variable: question.variable, state });
      } });
      radios.set(state, input);
      return make("label", { class: state === null ? "lb-choice lb-unknown" : "lb-choice" },
        input, make("span", {}, label));
    };
    const tag = make("span", { class: "lb-tag", hidden: true }, "next best question");
    const skippedTag = make("span", { class: "lb-tag lb-tag-skipped", hidden: true }, "skipped");
    const problem = make("p", { class: "lb-problem", id: `${name}-problem`, role: "alert" });
    const other = make("p", { class: "lb-small", hidden: true });
    const choices = question.states.map((each) => choice(each.state, each.label));
    const number = question.number ? this.buildNumber(question, name) : null;
    const element = make("fieldset", { class: "lb-question" },
      make("legend", {}, question.question, " ", tag, skippedTag),
      make("div", { class: "lb-choices" }, ...choices, choice(null, question.unknown)),
      number?.element, other, problem);
    const built = { ...question, element, radios, tag, skippedTag, problem, other, field: number?.field,
      words: `${question.question} ${question.label} ${question.variable} ` +
        question.states.map((each) => each.label).join(" ") };
    built.words = built.words.toLowerCase();
    this.questions.set(question.variable, built);
    return built;
  }

  buildNumber(question, name) {
    const { unit, low, high } = question.number;
    const field = typed({ id: `${name}-number`, size: 6, "aria-describedby": `${name}-problem` },
      (text) => this.link.send("number", { variable: question.variable, text }));
    const limits = `or in ${unit}, from ${low} to ${high}`;
    field.setAttribute("aria-label", `${question.label}, ${limits}`);
    return { field, element: make("p", { class: "lb-number" },
      make("label", { for: field.id }, limits), " ", field, " ", unit) };
  }

  filter() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let matching = 0;
    for (const group of this.groups) {
      let any = false;
      for (const question of group.questions) {
        const fits = words.every((word) => question.words.includes(word));
        show(question.element, fits);
        any = any || fits;
        matching += fits ? 1 : 0;
      }
      show(group.details, any);
      if (words.length && any) group.details.open = true;
    }
    say(this.found, words.length ? `${matching} of ${this.questions.size} questions` : "");
  }

  jumpTo(variable) {
    const question = this.questions.get(variable);
    if (!question) return;
    if (question.element.hidden) {
      this.search.value = "";
      this.filter();
    }
    question.element.closest("details").open = true;
    const checked = [...question.radios.values()].find((radio) => radio.checked);
    (checked ?? question.radios.values().next().value).focus({ preventScroll: true });
    question.element.scrollIntoView({ block: "nearest" });
  }

  draw(view) {
    this.drawGiven(view.hidden);
    const first = view.next?.[0];
    this.next.draw(view, first && this.questions.get(first.variable),
      (question, name) => this.buildNumber(question, name));
    this.skippedNames = new Set(view.skipped.map((each) => each.variable));
    show(this.skipped, view.skipped.length > 0);
    say(this.skippedText, `Skipped: ${view.skipped.map((each) => each.label).join(", ")}.`);
    const about = view.status?.kind === "error" ? view.status.about.variable : null;
    for (const question of this.questions.values()) {
      this.drawQuestion(question, held(view.answers, question.variable), first, view);
      const wrong = question.variable === about;
      say(question.problem, wrong ? view.status.text : "");
      question.field?.setAttribute("aria-invalid", String(wrong));
    }
    for (const group of this.groups) {
      const answered = group.questions.filter(
        (each) => Object.hasOwn(view.answers, each.variable)).length;
      say(group.count, `${answered} of ${group.questions.length} answered`);
    }
  }

  drawGiven({ given, remark }) {
    show(this.given, given.length > 0);
    say(this.givenRemark, remark);
    keyed(this.givenList, given, (each) => each.variable, (each) => make("li", {}, make("span"), " ",
      make("button", { type: "button", class: "lb-link", "aria-label": `Forget ${each.label}`,
        onclick: () => this.link.send("answer", { variable: each.variable, state: null }) },
      "Forget")),
    (element, each) => say(element.firstChild, each.text));
  }

  /** What was entered, unless Python has not heard of the last of it: then the page knows better. */
  drawEntered(question, answer, view) {
    if (this.link.behind) return;
    const state = answer ? answer.state : null;
    for (const [name, radio] of question.radios) {
      const checked = name === state && !(answer?.other);
      if (radio.checked !== checked) radio.checked = checked;
    }
    if (question.field && view.status?.about.variable !== question.variable) {
      fill(question.field, answer?.number ?? "");
    }
  }

  drawQuestion(question, answer, first, view) {
    this.drawEntered(question, answer, view);
    const blamed = view.impossible?.blame.some((each) => each.variable === question.variable);
    const next = !view.impossible && first?.variable === question.variable;
    question.element.classList.toggle("lb-is-next", next);
    question.element.classList.toggle("lb-is-blamed", Boolean(blamed));
    question.element.classList.toggle("lb-is-answered", Boolean(answer));
    const skipped = this.skippedNames.has(question.variable);
    question.element.classList.toggle("lb-is-skipped", skipped);
    show(question.tag, next);
    show(question.skippedTag, skipped);
    show(question.other, Boolean(answer?.other));
    say(question.other, answer?.other ? `Said in Python: ${answer.other}` : "");
  }
}

// --- Right: what it means ----------------------------------------------------------------------------

class Answer {
  constructor(link, findings, redraw) {
    this.link = link;
    this.findings = findings;
    this.redraw = redraw;
    this.all = false;
    this.explaining = false;
    this.badge = make("span", { class: "lb-badge" });
    this.leading = make("span", { class: "lb-leading" });
    this.footer = make("p", { class: "lb-small lb-footer" });
    this.briefUrgency = make("p", { class: "lb-urgency" });
    this.briefReason = make("p", { class: "lb-small" });
    this.briefCalm = make("p", { class: "lb-calm" });
    this.briefCauses = make("ol", { class: "lb-brief-causes" });
    // what a narrow page shows before the questions
    this.brief = make("section", { class: "lb-card lb-brief", "aria-label": "In short" },
      this.briefUrgency, this.briefReason, this.briefCalm, this.briefCauses);
    this.stale = make("p", { class: "lb-note lb-warning", hidden: true },
      "The answers below are from the last findings that were possible; they do not hold for what " +
      "is entered now.");
    this.element = this.build();
  }

  build() {
    const card = (title, ...children) =>
      make("section", { class: "lb-card" }, make("h3", {}, title), ...children);
    this.urgency = make("p", { class: "lb-urgency" });
    this.urgencyTables = make("p", { class: "lb-small" });
    this.reasons = make("ul", { class: "lb-reasons" });
    this.calm = make("p", { class: "lb-calm" });
    this.urgencyCard = card("How urgent", this.urgency, this.urgencyTables, this.reasons, this.calm);
    this.legend = make("p", { class: "lb-small" });
    this.causes = make("ol", { class: "lb-causes" });
    this.more = make("button", { type: "button", class: "lb-link", onclick: () => {
      this.all = !this.all;
      this.redraw();
    } });
    this.groupSums = make("p", { class: "lb-small" });
    this.moved = make("ul", { class: "lb-moved" });
    this.movedCard = make("div", { class: "lb-moved-box" },
      make("h4", {}, "Moved by the last change"), this.moved);
    this.fit = make("p", {});
    this.fitLines = make("ul", {});
    this.fitCard = card("Does the model fit this person?", this.fit, this.fitLines);
    this.nextList = make("ol", { class: "lb-next-list" });
    return make("div", { class: "lb-answers" },
      this.urgencyCard, this.buildUnasked(card),
      card("What it may be", this.legend, this.causes, this.more, this.groupSums, this.movedCard),
      this.fitCard, this.buildWhy(),
      card("What to ask or do next", this.nextList));
  }

  /** The questions of which one answer alone makes care more urgent than it is. */
  buildUnasked(card) {
    this.allFlags = false;
    this.unasked = make("ul", { class: "lb-unasked" });
    this.together = make("p", { class: "lb-small" });
    this.moreFlags = make("button", { type: "button", class: "lb-link", onclick: () => {
      this.allFlags = !this.allFlags;
      this.redraw();
    } });
    this.unaskedCard = card("Red flags not known yet", make("p", { class: "lb-small" },
      "One such answer alone makes this more urgent; what is not known raises no alarm."),
    this.unasked, this.moreFlags, this.together);
    return this.unaskedCard;
  }

  /** A question to go to, and why, as an item of a list. */
  buildJump(each) {
    return make("li", {}, make("button", { type: "button", class: "lb-link",
      onclick: () => this.findings.jumpTo(each.variable) }), make("span", { class: "lb-small" }));
  }

  drawUnasked(view) {
    const all = view.unasked?.alone ?? [];
    const together = view.unasked?.together ?? "";
    show(this.unaskedCard, (all.length > 0 || together !== "") && !view.impossible);
    say(this.together, together);
    show(this.together, together !== "");
    keyed(this.unasked, this.allFlags ? all : all.slice(0, FLAGS), (each) => each.variable,
      (each) => this.buildJump(each), (element, each) => {
        say(element.firstChild, each.label);
        say(element.lastChild, each.words);
        element.firstChild.setAttribute("title", each.question);
      });
    show(this.moreFlags, all.length > FLAGS);
    say(this.moreFlags, this.allFlags ? "Show fewer" : `Show all ${all.length}`);
    this.moreFlags.setAttribute("aria-expanded", String(this.allFlags));
  }

  buildWhy() {
    this.whyTitle = make("h3", { tabIndex: -1 });
    this.whyHeard = make("p", { class: "lb-heard", "aria-live": "polite", "aria-atomic": "true" });
    this.follow = make("button", { type: "button", class: "lb-link",
      onclick: () => this.link.send("explain", { cause: null }) }, "Always show the leading cause");
    this.whyBody = make("tbody");
    this.whyProblem = make("p", { class: "lb-problem" });
    this.whyTable = make("table", { class: "lb-why" },
      make("thead", {}, make("tr", {},
        make("th", { scope: "col" }, "What is known"),
        make("th", { scope: "col" }, "against | for"),
        make("th", { scope: "col", class: "lb-number-cell" }, "decibans"))), this.whyBody);
    const card = make("section", { class: "lb-card" }, this.whyTitle, this.whyHeard, this.follow,
      this.whyTable, this.whyProblem, make("p", { class: "lb-small" },
        "Decibans add up from top to bottom: +10 makes the odds 10 times as high, −10 a tenth, " +
        "+3 about twice. To the right and blue: for; to the left and orange: against."));
    card.refuge = this.whyTitle;
    return card;
  }

  draw(view) {
    const stale = Boolean(view.impossible);
    show(this.stale, stale);
    this.element.classList.toggle("lb-stale", stale);
    this.drawUrgency(view);
    this.drawCauses(view);
    show(this.movedCard, view.moved.length > 0);
    keyed(this.moved, view.moved, (move) => move.cause, () => make("li"), (element, move) => {
      element.className = `lb-${move.up}`;
      say(element, `${move.up === "up" ? "▲" : "▼"} ${move.text}`);
    });
    say(this.fit, view.fit.headline);
    this.fitCard.classList.toggle("lb-outside", view.fit.outside);
    lines(this.fitLines, view.fit.lines);
    this.drawWhy(view);
    this.drawUnasked(view);
    const next = view.next ?? [];
    keyed(this.nextList, next, (each) => each.variable, (each) => this.buildJump(each),
    (element, each) => {
      say(element.firstChild, each.question);
      say(element.lastChild, [PHASES[each.phase], each.why].filter(Boolean).join(": "));
    });
    say(this.footer, stale ? view.footer.disclaimer
      : `${view.footer.model}. ${view.footer.disclaimer} Worked out in ` +
        `${Math.round(view.milliseconds.total)} ms.`);
  }

  drawUrgency(view) {
    const { level, headline, reasons, calm } = view.urgency;
    show(this.urgencyCard, Boolean(headline));
    this.urgencyCard.dataset.level = level ?? "";
    say(this.urgency, headline);
    lines(this.reasons, reasons);
    for (const each of [this.calm, this.briefCalm]) {
      say(each, calm);
      show(each, calm !== "");
    }
    say(this.briefReason, reasons[0] ?? "");
    show(this.briefReason, reasons.length > 0);
    show(this.urgencyTables, Boolean(view.urgency_tables) || view.tables_impossible);
    say(this.urgencyTables, tablesUrgency(view));
    this.drawHead(view);
    show(this.brief, !view.impossible);
    this.brief.dataset.level = level ?? "";
    say(this.briefUrgency, headline);
    lines(this.briefCauses,
      view.differential.slice(0, TOP).map((row) => `${row.label} ${row.text}`));
  }

  drawHead(view) {
    const { level } = view.urgency;
    const [leading] = view.differential;
    const shown = Boolean(level) && !view.impossible;
    show(this.badge, shown);
    this.badge.dataset.level = shown ? level : "";
    say(this.badge, shown ? `${SIGNS[level]} ${spoken(level)}` : "");
    const interval = leading.interval ? ` (${leading.interval})` : "";
    say(this.leading, view.impossible ? "No answer: the findings exclude one another"
      : `${leading.label} ${leading.text}${interval}`);
  }

  drawCauses(view) {
    const edited = view.differential[0].tables !== undefined;
    const intervals = view.differential[0].interval !== undefined;
    say(this.legend, `${edited ? "Blue: with the edited numbers. Hatched: with the tables' own. " : ""}` +
      `${intervals ? "The thin line is the 95 % interval: how sure the tables are. " : ""}` +
      "Click a cause to see why.");
    const shown = this.all ? view.differential : view.differential.slice(0, FEW);
    keyed(this.causes, shown, (row) => row.cause, (row) => this.buildCause(row),
      (element, row) => this.drawCause(element, row, view));
    show(this.more, view.differential.length > FEW);
    say(this.more, this.all ? "Show fewer" : `Show all ${view.differential.length} causes`);
    this.more.setAttribute("aria-expanded", String(this.all));
    say(this.groupSums, view.groups.map((each) => `${each.label} ${each.text}`).join(" · "));
    show(this.groupSums, view.groups.length > 0);
  }

  buildCause(row) {
    const element = make("li");
    const parts = { label: make("span", { class: "lb-cause-label" }),
      tables: make("span", { class: "lb-bar lb-bar-tables" }),
      bar: make("span", { class: "lb-bar" }), interval: make("span", { class: "lb-whisker" }),
      text: make("span", { class: "lb-cause-text" }), more: make("span", { class: "lb-cause-more" }) };
    parts.button = make("button", { type: "button", class: "lb-cause",
      onclick: () => {
        this.explaining = true;
        this.link.send("explain", { cause: row.cause });
      } },
    parts.label, parts.more, parts.text,
    make("span", { class: "lb-bars", "aria-hidden": "true" }, parts.tables, parts.bar,
      parts.interval));
    element.append(parts.button);
    element.parts = parts;
    return element;
  }

  drawCause(element, row, view) {
    const { label, tables, bar, interval, text, more, button } = element.parts;
    say(label, row.label);
    say(text, row.text);
    bar.style.width = width(row.probability);
    show(tables, row.tables !== undefined);
    if (row.tables !== undefined) tables.style.width = width(row.tables);
    show(interval, row.low !== undefined);
    if (row.low !== undefined) {
      interval.style.left = width(row.low);
      interval.style.width = width(row.high - row.low);
    }
    const parts = [row.interval, row.tables_text && `tables: ${row.tables_text}`, row.move];
    say(more, parts.filter(Boolean).join(" · "));
    const explained = view.ledger?.cause === row.cause;
    if (explained) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    const points = row.move.startsWith("▲") ? "up" : "down";
    const heard = [`${row.label} ${row.text}`, row.interval && `95 % interval ${row.interval}`,
      row.tables_text && `with the tables' own numbers ${row.tables_text}`,
      row.move && `${points} ${row.move.slice(2)} points`, "show why"];
    button.setAttribute("aria-label", heard.filter(Boolean).join(", "));
  }

  drawWhy(view) {
    const ledger = view.ledger;
    show(this.follow, view.pinned !== null);
    show(this.whyTable, Boolean(ledger));
    say(this.whyProblem, view.problems.ledger ?? "");
    say(this.whyTitle, ledger ? `Why ${ledger.label}?` : "Why?");
    if (!ledger) return;
    if (this.explaining && !this.link.behind) {
      this.explaining = false;
      say(this.whyHeard, `Why ${ledger.label}: ${ledger.prior} before the findings, ` +
        `${ledger.posterior} after them; the findings follow in a table.`);
    }
    const sizes = ledger.rows.map((row) => Math.abs(row.decibans ?? 0));
    const most = Math.max(1, ...sizes);
    const rows = [
      { variable: "\0before", found: `Before the findings: ${ledger.prior}`, words: ledger.setting,
        text: ledger.prior_decibans, kind: "sum" },
      ...ledger.rows,
      { variable: "\0after", found: `After them: ${ledger.posterior}`,
        words: `against ${ledger.against}`, text: ledger.posterior_decibans, kind: "sum" },
    ];
    keyed(this.whyBody, rows, (row) => row.variable, () => this.buildWhyRow(),
      (element, row) => this.drawWhyRow(element, row, most));
  }

  buildWhyRow() {
    const parts = { found: make("span"), words: make("span", { class: "lb-small" }),
      bar: make("span", { class: "lb-weight" }), text: make("td", { class: "lb-number-cell" }) };
    const element = make("tr", {}, make("th", { scope: "row" }, parts.found, parts.words),
      make("td", { class: "lb-weights", "aria-hidden": "true" }, parts.bar), parts.text);
    element.parts = parts;
    return element;
  }

  drawWhyRow(element, row, most) {
    const { found, words, bar, text } = element.parts;
    element.className = `lb-row-${row.kind}`;
    say(found, row.found);
    say(words, [row.words, row.origin && `tables: ${row.origin}`].filter(Boolean).join("; "));
    say(text, row.text);
    const decides = row.kind === "excludes" || row.kind === "proves";
    const size = decides ? 1 : Math.abs(row.decibans ?? 0) / most;
    const left = row.kind === "excludes" || (row.decibans ?? 0) < 0;
    show(bar, row.kind !== "sum");
    bar.style.width = `${(50 * size).toFixed(2)}%`;
    bar.style.left = left ? `${(50 - 50 * size).toFixed(2)}%` : "50%";
  }
}

const spoken = (level) => String(level).replace("_", "-");

/** The urgency that the tables' own numbers lead to, beside that of the edited ones. */
function tablesUrgency(view) {
  if (view.tables_impossible) {
    return "With the tables' own numbers: impossible, these findings cannot be true together.";
  }
  return view.urgency_tables === view.urgency.level
    ? "With the tables' own numbers it is the same."
    : `With the tables' own numbers it would be: ${spoken(view.urgency_tables)}.`;
}

// --- Edits of the tables' numbers --------------------------------------------------------------------

class Edits {
  constructor(link) {
    this.link = link;
    this.drags = 0;
    this.element = this.build();
    this.element.refuge = this.numberSearch;
  }

  close() {
    clearTimeout(this.typing);
  }

  build() {
    this.numberSearch = make("input", { type: "search", id: `${this.link.id}-numbers`,
      autocomplete: "off", placeholder: "such as: prior lipoma, or fever infection",
      oninput: () => {
        clearTimeout(this.typing);
        this.typing = setTimeout(
          () => this.link.send("find", { text: this.numberSearch.value }), TYPING);
      } });
    this.numbersFound = make("p", { class: "lb-small", role: "status" });
    this.numbers = make("ul", { class: "lb-found" });
    this.chosen = this.buildChosen();
    this.edits = make("ul", { class: "lb-edits" });
    this.reset = make("button", { type: "button", onclick: () => this.link.send("reset_numbers") },
      "Reset all numbers");
    this.editNotes = make("ul", { class: "lb-small" });
    this.editProblem = make("p", { class: "lb-problem", role: "alert" });
    this.effect = make("tbody");
    this.effectUrgency = make("p", {});
    this.effectTable = make("table", { class: "lb-effect" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Cause"),
        make("th", { scope: "col" }, "With the tables' numbers"),
        make("th", { scope: "col" }, "With the edited ones"))), this.effect);
    this.effectBox = make("div", {}, make("h4", {}, "What the edits do"), this.effectTable,
      this.effectUrgency);
    this.editBox = make("div", {}, this.effectBox, make("h4", {}, "Edited numbers"), this.edits,
      this.reset, make("p", { class: "lb-small" }, "They hold in this panel alone. To keep them, as " +
        "tables of a model of your own: ", make("code", {}, 'panel.engine.copy_tables("folder")')));
    this.editCount = make("span", { class: "lb-count" });
    return make("details", { class: "lb-card lb-fold" },
      make("summary", {}, make("span", { class: "lb-group-title" }, "What if a number were different?"),
        " ", this.editCount),
      make("p", { class: "lb-small" }, "Set one number of the tables otherwise, and see both " +
        "answers side by side. It holds in this panel only; the model stays as it is."),
      make("p", { class: "lb-search" },
        make("label", { for: `${this.link.id}-numbers` }, "Find a number"), this.numberSearch),
      this.numbersFound, this.numbers, this.chosen, this.editProblem, this.editBox, this.editNotes);
  }

  buildChosen() {
    const half = SPAN / 2;
    this.numberWords = make("h4", { id: `${this.link.id}-number-words` });
    this.numberOrigin = make("p", { class: "lb-small" });
    this.numberChanged = make("p", { class: "lb-changed" });
    this.numberOutside = make("p", { class: "lb-changed", role: "status" });
    const drag = () => {
      this.drags += 1;
    };
    this.slider = make("input", { type: "range", min: -half, max: half, step: STEP,
      id: `${this.link.id}-slider`, "aria-labelledby": `${this.link.id}-number-words`,
      onpointerdown: drag, onfocus: drag, oninput: () => this.slide() });
    this.percent = typed({ id: `${this.link.id}-percent`, size: 7 },
      (percent) => this.link.send("edit", { number: this.number, percent }));
    this.doubt = make("p", { class: "lb-note lb-warning lb-doubt", hidden: true });
    this.doubtText = make("strong", { role: "alert" });
    this.doubtChoices = make("span", { class: "lb-buttons" });
    this.doubt.append(this.doubtText, " ", this.doubtChoices);
    this.doubt.refuge = this.percent;
    this.band = make("span", { class: "lb-band" });
    this.mark = make("span", { class: "lb-mark" });
    const ticks = TICKS.map((tick) => {
      const text = make("span", { class: "lb-tick" }, `${percentText(tick)} %`);
      text.style.left = along(tick);
      return text;
    });
    return make("div", { class: "lb-chosen", hidden: true }, this.numberWords, this.numberOrigin,
      this.numberChanged,
      make("div", { class: "lb-slide" },
        make("div", { class: "lb-scale", "aria-hidden": "true" }, this.band, this.mark), this.slider,
        make("div", { class: "lb-ticks", "aria-hidden": "true" }, ...ticks)),
      make("p", { class: "lb-number" },
        make("label", { for: `${this.link.id}-percent` }, "Set it to"), " ", this.percent, " % ",
        make("button", { type: "button", onclick: () => {
          this.link.send("remove_edit", { number: this.number });
        } }, "Back to the tables' number"),
        " ", make("button", { type: "button", class: "lb-link",
          onclick: () => this.link.send("choose", { number: null }) }, "Close")),
      this.numberOutside, this.doubt,
      make("p", { class: "lb-small" }, "The band is the tables' 95 % interval, the dark mark " +
        "their number. The scale is that of log-odds: near 0 and 100 % it is wide."));
  }

  /** Unrounded: the end of the slider is not 100 %. What is drawn in one go is undone as one. */
  slide() {
    const probability = expit(Number(this.slider.value));
    this.showPercent(probability);
    this.link.slide({ number: this.number, percent: 100 * probability,
      drag: `${this.link.id}:${this.drags}` });
  }

  showPercent(probability) {
    const text = percentText(probability);
    this.slider.setAttribute("aria-valuetext", `${text} %`);
    fill(this.percent, text);
  }

  draw(view) {
    const count = view.edits.length;
    say(this.editCount, count ? `${count} edited` : "");
    show(this.editBox, count > 0);
    keyed(this.edits, view.edits, (each) => each.number.join("\0"), (each) => this.buildEdited(each),
      (element, each) => {
        say(element.firstChild, `${each.words}: ${each.before} → ${each.after}`);
        show(element.parts.change, each.listed);
      });
    this.drawEffect(view);
    lines(this.editNotes, view.notes);
    this.drawFound(view.found);
    const wrong = view.status?.kind === "error" && EDITS.has(view.status.about.type);
    this.drawChosen(view, wrong || Boolean(view.doubt));
    say(this.editProblem, wrong ? view.status.text : "");
  }

  /** Both answers side by side, where the slider is. */
  drawEffect(view) {
    show(this.effectBox, !view.impossible);
    const rows = view.differential.filter((row) => row.tables !== undefined)
      .map((row) => [Math.max(row.tables, row.probability), row])
      .sort(([one], [other]) => other - one).slice(0, FEW - 2).map(([, row]) => row);
    keyed(this.effect, rows, (row) => row.cause, () => this.buildEffect(), (element, row) => {
      const { label, tables, edited, before, after } = element.parts;
      say(label, row.label);
      say(tables, row.tables_text);
      say(edited, row.text);
      before.style.width = width(row.tables);
      after.style.width = width(row.probability);
    });
    show(this.effectTable, rows.length > 0);
    const [was, is] = [view.urgency_tables, view.urgency.level];
    show(this.effectUrgency, Boolean(was && is) || view.tables_impossible);
    say(this.effectUrgency, view.tables_impossible ? tablesUrgency(view)
      : was === is ? `Urgency: ${spoken(is)} with both.`
        : `Urgency: ${spoken(was)} with the tables' numbers, ${spoken(is)} with the edited ones.`);
  }

  buildEffect() {
    const parts = { label: make("th", { scope: "row" }), tables: make("span"), edited: make("span"),
      before: make("span", { class: "lb-bar lb-bar-tables" }), after: make("span", { class: "lb-bar" }) };
    const cell = (text, bar) => make("td", {}, text,
      make("span", { class: "lb-bars lb-thin", "aria-hidden": "true" }, bar));
    const element = make("tr", {}, parts.label, cell(parts.tables, parts.before),
      cell(parts.edited, parts.after));
    element.parts = parts;
    return element;
  }

  buildEdited(each) {
    const change = make("button", { type: "button", class: "lb-link",
      "aria-label": `Change ${each.words}`, onclick: () => {
        this.focusSlider = true;
        this.link.send("choose", { number: each.number });
      } }, "Change");
    const element = make("li", {}, make("span"), " ", change, " ",
      make("button", { type: "button", class: "lb-link", "aria-label": `Remove the edit: ${each.words}`,
        onclick: () => this.link.send("remove_edit", { number: each.number }) }, "Remove"));
    element.parts = { change };
    return element;
  }

  drawFound(found) {
    show(this.numbersFound, Boolean(found));
    const listed = found?.numbers ?? [];
    const more = found && found.count > listed.length
      ? `the first ${listed.length} of ${found.count} numbers; type more words to narrow it down`
      : `${found?.count ?? 0} number${found?.count === 1 ? "" : "s"} found`;
    const along = found?.along && found.count > 0;
    say(this.numbersFound, along ? "No number has all of these words. These lie along the way:"
      : found?.count === 0
      ? "No number of the tables has all of these words." : more);
    keyed(this.numbers, listed, (each) => each.number.join("\0"), (each) => make("li", {},
      each.editable ? make("button", { type: "button", class: "lb-link",
        onclick: () => this.choose(each.number) }) : make("span")),
    (element, each) => say(element.firstChild, `${each.words}: ${each.text}`));
  }

  choose(number) {
    this.focusSlider = true;
    clearTimeout(this.typing);
    this.numberSearch.value = "";
    this.link.send("find", { text: "" });
    this.link.send("choose", { number });
  }

  drawChosen(view, wrong) {
    const { number } = view;
    show(this.chosen, Boolean(number));
    const another = !sameNumber(this.number, number?.number);
    const { doubt } = view;
    show(this.doubt, Boolean(doubt));
    say(this.doubtText, doubt?.text ?? "");
    keyed(this.doubtChoices, doubt?.choices ?? [], (each) => each, (percent) => make("button",
      { type: "button", onclick: () => this.link.send("edit", { number: this.number, percent }) }),
    (element, each) => say(element, each));
    this.number = number?.number ?? null;
    if (!number) return;
    say(this.numberWords, number.words);
    say(this.numberOrigin, `The tables say ${number.text} (${number.interval}; ${number.origin})` +
      `${number.note ? `: ${number.note}` : ""}`);
    say(this.numberChanged, number.changed
      ? `It is ${number.now_text} now: ${number.changed}.` : "");
    say(this.numberOutside, number.outside);
    this.band.style.left = along(number.low);
    this.band.style.width = `calc(${along(number.high)} - ${along(number.low)})`;
    this.mark.style.left = along(number.value);
    if (another) this.percent.sent = this.percent.value.trim(); // so that it is written over
    if (another || !(this.link.behind || wrong)) { // else the page is ahead of its answer
      if (Math.abs(Number(this.slider.value) - logit(number.now)) > STEP) {
        this.slider.value = logit(number.now);
      }
      this.showPercent(number.now);
    }
    if (this.focusSlider) {
      this.focusSlider = false;
      this.slider.focus();
    }
  }
}

// --- Files -------------------------------------------------------------------------------------------

/** A path, whether to replace what is there, buttons, and beside them what came of it. */
class FileField {
  constructor(link, name, path) {
    this.link = link;
    this.path = make("input", { type: "text", id: `${link.id}-${name}`, autocomplete: "off",
      value: path, spellcheck: false });
    this.replace = make("input", { type: "checkbox", id: `${link.id}-${name}-replace` });
    this.problem = make("p", { class: "lb-problem", role: "alert" });
    this.done = make("p", { class: "lb-done", role: "status" });
  }

  build(words, ...buttons) {
    return make("div", {},
      make("p", { class: "lb-search" }, make("label", { for: this.path.id }, words), this.path,
        ...buttons),
      make("p", {}, this.replace, " ", make("label", { for: this.replace.id }, REPLACE)),
      this.problem, this.done);
  }

  write(type) {
    this.link.send(type, { path: this.path.value, replace: this.replace.checked });
  }

  draw(status, types) {
    const about = types.has(status?.about.type) ? status : null;
    say(this.problem, about?.kind === "error" ? about.text : "");
    say(this.done, about?.kind === "done" ? about.text : "");
    if (about?.kind === "done") this.replace.checked = false; // it was meant for that file
  }
}

/** What is shown, as a file to print and to keep. */
class Report {
  constructor(link) {
    this.file = new FileField(link, "report", "report.html");
    const write = make("button", { type: "button", class: "lb-main",
      onclick: () => this.file.write("report") }, "Write the report");
    this.element = make("details", { class: "lb-card lb-fold" },
      make("summary", {}, make("span", { class: "lb-group-title" }, "Report")),
      make("p", { class: "lb-small" }, "One HTML file with what is entered and what it means, to be " +
        "printed or kept: only you can read it. The path is that of the computer that Python runs on."),
      this.file.build("Report file", write));
  }

  draw(view) {
    this.file.draw(view.status, new Set(["report"]));
  }
}

// --- Scenarios ---------------------------------------------------------------------------------------

class Scenarios {
  constructor(link) {
    this.link = link;
    this.element = this.build();
  }

  build() {
    const button = (text, onclick) => make("button", { type: "button", onclick }, text);
    this.name = make("input", { type: "text", id: `${this.link.id}-name`, maxLength: 80,
      autocomplete: "off", onkeydown: (event) => {
        if (event.key === "Enter") this.save();
      } });
    this.scenarios = make("ul", { class: "lb-scenarios" });
    this.compareAll = button("Compare all", () => {
      const names = this.link.model.get("view").scenarios.map((each) => each.name);
      this.link.send("compare", { names });
    });
    this.scenarioProblem = make("p", { class: "lb-problem", role: "alert" });
    this.scenarioDone = make("p", { class: "lb-done", role: "status" });
    this.comparison = make("div", { class: "lb-comparison" });
    this.file = new FileField(this.link, "path", "scenarios.json");
    this.scenarioCount = make("span", { class: "lb-count" });
    return make("details", { class: "lb-card lb-fold" },
      make("summary", {}, make("span", { class: "lb-group-title" }, "Scenarios"), " ",
        this.scenarioCount),
      make("p", { class: "lb-small" },
        "Keep what is entered now (findings and edited numbers) under a name; come back to it, or " +
        "compare it with others."),
      make("p", { class: "lb-search" }, make("label", { for: this.name.id }, "Name"), this.name,
        button("Save", () => this.save())),
      this.scenarioProblem, this.scenarioDone, this.scenarios, this.compareAll, this.comparison,
      make("details", { class: "lb-file" }, make("summary", {}, "Files"),
        make("p", { class: "lb-small" },
          "A file holds all scenarios of this panel, and what was found in the person: only you " +
          "can read it. The path is that of the computer that Python runs on."),
        this.file.build("Path", button("Save to file", () => this.file.write("write_file")),
          button("Load file", () => this.link.send("read_file", { path: this.file.path.value })))));
  }

  save() {
    this.link.send("save", { name: this.name.value });
  }

  draw(view) {
    const compared = new Set(view.compared ?? []);
    const count = view.scenarios.length;
    say(this.scenarioCount, count ? `${count} saved` : "");
    show(this.compareAll, count > 0);
    keyed(this.scenarios, view.scenarios, (each) => each.name, (each) => this.buildScenario(each),
      (element, each) => {
        element.parts.check.checked = compared.has(each.name);
        say(element.parts.words, each.words);
      });
    this.file.draw(view.status, FILES);
    const about = SCENARIOS.has(view.status?.about.type) && !FILES.has(view.status.about.type)
      ? view.status : null;
    say(this.scenarioProblem, about?.kind === "error" ? about.text : view.problems.comparison ?? "");
    say(this.scenarioDone, about?.kind === "done" ? about.text : "");
    if (about?.kind === "done" && about.about.type === "save") this.name.value = "";
    this.drawComparison(view.comparison);
  }

  buildScenario(each) {
    const check = make("input", { type: "checkbox", onchange: () => {
      const names = new Set(this.link.model.get("view").compared ?? []);
      if (check.checked) names.add(each.name);
      else names.delete(each.name);
      this.link.send("compare", { names: [...names] });
    } });
    const words = make("span", { class: "lb-small" });
    const remove = make("button", { type: "button", class: "lb-link", onclick: () => {
      if (remove.sure) this.link.send("delete", { name: each.name });
      else ask(true);
    }, onblur: () => ask(false) });
    const ask = (sure) => {
      remove.sure = sure;
      say(remove, sure ? "Really delete?" : "Delete");
      remove.setAttribute("aria-label", sure ? `Really delete ${each.shown}?` : `Delete ${each.shown}`);
    };
    ask(false);
    const element = make("li", {},
      make("label", {}, check, " ", make("span", { class: "lb-scenario" }, each.shown)), " ", words, " ",
      make("button", { type: "button", class: "lb-link", "aria-label": `Load ${each.shown}`,
        onclick: () => this.link.send("load", { name: each.name }) }, "Load"), " ", remove);
    element.parts = { check, words };
    return element;
  }

  drawComparison(comparison) {
    const text = JSON.stringify(comparison ?? null);
    if (text === this.compared) return;
    this.compared = text;
    this.comparison.replaceChildren();
    if (!comparison) return;
    const head = (name) => make("th", { scope: "col" }, name);
    const urgency = make("tr", {}, make("th", { scope: "row" }, "Urgency"),
      ...comparison.urgency.map((each) => {
        const badge = make("span", { class: "lb-badge" }, each.text);
        badge.dataset.level = each.level;
        return make("td", {}, badge);
      }));
    const rows = comparison.rows.map((row, place) => make("tr", {},
      make("th", { scope: "row" }, make("span", { class: `lb-key lb-line-${place % COLOURS}`,
        "aria-hidden": "true" }), row.label),
      ...row.probabilities.map((probability, column) => {
        const bar = make("span", { class: "lb-bar" });
        bar.style.width = width(probability);
        return make("td", {}, make("span", { class: "lb-cell" }, row.texts[column]),
          make("span", { class: "lb-bars lb-thin", "aria-hidden": "true" }, bar));
      })));
    const left = comparison.left ? make("p", { class: "lb-small" },
      `and ${comparison.left} causes that are less probable in each`) : null;
    this.comparison.append(
      ...(comparison.columns.length > 1 ? [this.slope(comparison)] : []),
      make("div", { class: "lb-scroll", role: "group", tabIndex: 0,
        "aria-label": "Scenarios side by side" },
      make("table", { class: "lb-compared" },
        make("thead", {}, make("tr", {}, head("Cause"), ...comparison.columns.map(head))),
        make("tbody", {}, urgency, ...rows))), left);
  }

  /** A line a cause from scenario to scenario. */
  slope({ columns, rows }) {
    const [breadth, height, side, top, bottom] = [560, 220, 44, 14, 24];
    const chart = drawn("svg", { viewBox: `0 0 ${breadth} ${height}`, class: "lb-slope", role: "img",
      "aria-label": "The causes from scenario to scenario; the table below has the same numbers" });
    const most = Math.max(...rows.flatMap((row) => row.probabilities), 0.01);
    const x = (place) => side + ((breadth - 2 * side) * place) / (columns.length - 1);
    const y = (probability) => top + (height - top - bottom) * (1 - probability / most);
    columns.forEach((name, place) => {
      chart.append(drawn("line", { x1: x(place), x2: x(place), y1: top, y2: height - bottom,
        class: "lb-axis" }));
      const short = name.length > 18 ? `${name.slice(0, 17)}…` : name;
      const anchor = ["start", "middle", "end"][place === 0 ? 0 : place === columns.length - 1 ? 2 : 1];
      chart.append(drawn("text", { x: x(place), y: height - 8, "text-anchor": anchor }, short));
    });
    rows.forEach((row, cause) => {
      const points = row.probabilities.map((each, place) => `${x(place)},${y(each)}`).join(" ");
      chart.append(drawn("polyline", { points, class: `lb-line lb-line-${cause % COLOURS}` }));
      row.probabilities.forEach((each, place) => chart.append(
        drawn("circle", { cx: x(place), cy: y(each), r: 3, class: `lb-dot lb-line-${cause % COLOURS}` })));
    });
    for (const part of [0, most]) {
      chart.append(drawn("text", { x: 4, y: y(part) + 4 }, `${Math.round(100 * part)} %`));
    }
    return chart;
  }
}

// --- The panel ---------------------------------------------------------------------------------------

class PanelView {
  constructor(model, host) {
    this.model = model;
    const questions = model.get("questions");
    this.link = new Link(model);
    this.update = () => this.draw(model.get("view"));
    this.findings = new Findings(this.link, questions);
    this.answer = new Answer(this.link, this.findings, this.update);
    this.edits = questions.editable ? new Edits(this.link) : null;
    this.scenarios = new Scenarios(this.link);
    this.report = new Report(this.link);
    this.root = this.build(questions);
    this.root.refuge = this.findings.search;
    this.link.busy = this.root;
    host.append(make("div", { class: "lumpbayes-panel-room" }, this.root));
    model.on("change:view", this.update);
    this.update();
    this.link.send("hello");
  }

  close() {
    this.model.off("change:view", this.update);
    this.link.close();
    this.edits?.close();
  }

  build(questions) {
    this.live = make("p", { class: "lb-heard", "aria-live": "polite", "aria-atomic": "true" });
    this.status = make("p", { class: "lb-note", role: "status", hidden: true });
    this.impossible = make("div", { class: "lb-note lb-error", role: "alert", hidden: true });
    this.undo = make("button", { type: "button", onclick: () => this.link.send("undo") }, "Undo");
    this.clear = make("button", { type: "button", onclick: () => this.link.send("clear") },
      "Clear all findings");
    this.newPatient = make("button", { type: "button", onclick: () => this.askForEdits() },
      "New patient");
    this.keepEdits = this.buildKeepEdits();
    this.impossible.refuge = this.undo;
    this.keepEdits.refuge = this.newPatient;
    const head = make("header", { class: "lb-head" },
      make("h2", { class: "lb-title", title: questions.title }, questions.title),
      make("div", { class: "lb-summary" }, this.answer.badge, this.answer.leading),
      make("div", { class: "lb-buttons" }, this.undo, this.clear, this.newPatient),
      this.keepEdits, this.status);
    const right = make("section", { class: "lb-right", "aria-label": "What it means" },
      this.answer.stale, this.answer.element, this.report.element, this.edits?.element,
      this.scenarios.element, this.answer.footer);
    return make("div", {
      class: "lumpbayes-panel", role: "region", "aria-label": `LumpBayes: ${questions.title}`,
      "data-lm-suppress-shortcuts": "true",
    }, head, this.live, this.link.waiting, this.impossible, this.answer.brief,
    make("div", { class: "lb-columns" }, this.findings.element, right));
  }

  buildKeepEdits() {
    this.keepEditsText = make("span", {});
    const button = (text, act) => make("button", { type: "button", onclick: () => {
      show(this.keepEdits, false);
      this.newPatient.focus({ preventScroll: true });
      act();
    } }, text);
    return make("div", { class: "lb-note lb-warning lb-buttons", role: "group", hidden: true,
      "aria-label": "What of the edited numbers?" }, this.keepEditsText,
    button("Keep the edits", () => this.link.send("new_patient", { keep_edits: true })),
    button("Back to the tables' numbers", () => this.link.send("new_patient", { keep_edits: false })),
    button("Cancel", () => {}));
  }

  /** A new patient begins with nothing; whether with the edited numbers is asked. */
  askForEdits() {
    const count = this.model.get("view").edits.length;
    if (!count) {
      this.link.send("new_patient", { keep_edits: false });
      return;
    }
    say(this.keepEditsText, count === 1 ? "1 number of the tables is edited. For the new patient:"
      : `${count} numbers of the tables are edited. For the new patient:`);
    show(this.keepEdits, true);
    this.keepEdits.querySelector("button").focus({ preventScroll: true });
  }

  draw(view) {
    this.link.heard(view);
    const { activeElement } = document;
    const active = this.root.contains(activeElement) ? activeElement : null;
    const places = active ? refuges(active) : [];
    this.undo.disabled = !view.can_undo;
    this.clear.disabled = Object.keys(view.answers).length === 0;
    this.drawStatus(view);
    this.drawImpossible(view.impossible);
    this.findings.draw(view);
    this.answer.draw(view);
    this.edits?.draw(view);
    this.scenarios.draw(view);
    this.report.draw(view);
    if (view.edits.length === 0) show(this.keepEdits, false);
    say(this.live, view.impossible ? "These findings are impossible together; nothing is lost."
      : view.announcement);
    const now = document.activeElement;
    const moved = now !== active && this.root.contains(now); // to what it knows to come next
    if (active && !usable(active) && !moved) places.find(usable)?.focus({ preventScroll: true });
  }

  drawStatus({ status }) {
    const kind = status?.kind;
    const elsewhere = status && (status.about.variable || EDITS.has(status.about.type) ||
      SCENARIOS.has(status.about.type) || status.about.type === "report");
    const shown = Boolean(status) && (kind === "bug" || !elsewhere);
    show(this.status, shown);
    this.status.className = `lb-note ${kind === "done" ? "lb-fine" : "lb-error"}`;
    say(this.status, shown ? status.text : "");
  }

  drawImpossible(impossible) {
    show(this.impossible, Boolean(impossible));
    const text = JSON.stringify(impossible ?? null);
    if (text === this.blamed) return;
    this.blamed = text;
    this.impossible.replaceChildren();
    if (!impossible) return;
    const labels = impossible.blame.map((each) => each.label).join(", ");
    const buttons = impossible.blame.filter((each) => each.entered).map((each) =>
      make("button", { type: "button",
        onclick: () => this.link.send("answer", { variable: each.variable, state: null }) },
      `Forget ${each.label}`));
    this.impossible.append(
      make("p", {}, make("strong", {}, "No answer: according to the model, these findings cannot " +
        "be true together. "), `To blame: ${labels}. All that was entered is still here.`),
      make("div", { class: "lb-buttons" },
        make("button", { type: "button", class: "lb-main", onclick: () => this.link.send("undo") },
          "Undo the last click"), ...buttons),
      make("p", { class: "lb-small" }, impossible.text));
  }
}

function render({ model, el }) {
  const view = new PanelView(model, el);
  return () => view.close();
}

export default { render };
