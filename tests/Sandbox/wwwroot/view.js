// Draws the state. Unchanged parts are not redrawn: bubbles are kept by key, and only differences are written.
import { text } from "./texts.js";

const shown = 200;

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "data") Object.assign(made.dataset, value);
    else if (name.startsWith("aria-") || name === "role") made.setAttribute(name, value);
    else made[name] = value;
  }

  made.append(...children);
  return made;
}

/** Makes the children of a box match the items, in order; `draw` returns an element's signature and fills it. */
export function sync(box, items, key, draw) {
  const old = new Map([...box.children].map(child => [child.dataset.key, child]));
  let place = box.firstElementChild;
  for (const item of items) {
    const id = String(key(item));
    const child = old.get(id) ?? element("div", { data: { key: id } });
    old.delete(id);
    const made = draw(item);
    if (child.dataset.sign !== made.sign) {
      child.dataset.sign = made.sign;
      made.fill(child);
    }

    if (child === place) place = place.nextElementSibling;
    else box.insertBefore(child, place);
  }

  for (const child of old.values()) child.remove();
}

const clock = at => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

function label(bubble) {
  const words = text();
  if (bubble.from === "system") return bubble.kind === "blocked" ? words.blockedLine : words.unblockedLine;
  if (bubble.text && ["text", "edit"].includes(bubble.kind)) return bubble.text;
  const kind = words.kinds[bubble.kind] ?? words.kinds.other;
  return bubble.text ? `${kind}: ${bubble.text}` : kind;
}

/** The kind of a bubble, if its side does not show it. */
function origin(bubble, side) {
  const words = text();
  const parts = [];
  if (bubble.kind === "edit") parts.push(words.edited);
  if (side === "phone" && bubble.from === "bot") parts.push(words.fromBot);
  if (side === "phone" && bubble.from === "manager") parts.push(words.fromManager);
  if (side === "crm" && bubble.from === "note") parts.push(words.note);
  if (side === "crm" && bubble.from === "company") parts.push(words.company);
  return parts.join(", ");
}

function warningText(warning) {
  const words = text();
  if (!warning) return "";
  if (warning.word === "hookFailed") return words.hookFailed(warning.status, warning.attempt);
  if (warning.word === "refused") return `${words.refused} ${warning.status}${warning.reason ? `: ${warning.reason}` : ""}`;
  return words[warning.word];
}

function stateOf(bubble) {
  const last = bubble.steps.at(-1);
  if (bubble.done[last]) return "done";
  return bubble.warning ? "trouble" : "underway";
}

function way(bubble) {
  const words = text();
  const last = bubble.steps.at(-1);
  const line = element("ol", { className: "way", data: { testid: "status", state: stateOf(bubble) } });
  for (const step of bubble.steps) {
    const reached = !!bubble.done[step];
    const took = step === last && reached ? ` ${words.ms(Math.max(1, Math.round(new Date(bubble.done[step]) - new Date(bubble.at))))}` : "";
    line.append(element("li", { data: { step, reached: String(reached) }, title: words.stepTitles[step], textContent: words.steps[step] + took }));
  }

  const warning = warningText(bubble.warning);
  if (warning) line.append(element("li", { className: "warning", data: { testid: "warning" }, textContent: warning }));
  return line;
}

export function bubbleOf(bubble, side) {
  const said = label(bubble);
  const from = origin(bubble, side);
  const sign = JSON.stringify([document.documentElement.lang, said, from, bubble.done, bubble.warning]);
  return {
    sign,
    fill(box) {
      box.className = `row from-${bubble.from} on-${side}`;
      Object.assign(box.dataset, { testid: side === "phone" ? "chat-bubble" : "crm-bubble", from: bubble.from });
      const media = !["text", "edit"].includes(bubble.kind) && bubble.from !== "system";
      const body = element("div", { className: `bubble${media ? " media" : ""}` },
        element("span", { className: "said", textContent: said }),
        element("time", { dateTime: bubble.at, textContent: clock(bubble.at) }));
      box.replaceChildren(body);
      if (from) box.append(element("small", { className: "origin", textContent: from }));
      if (bubble.steps) box.append(way(bubble));
    },
  };
}

/** Draws a list of bubbles, and stays at its end if it was there. */
export function drawBubbles(box, bubbles, side) {
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 60 || box.dataset.fresh === "true";
  sync(box, bubbles.slice(-shown), bubble => bubble.key, bubble => bubbleOf(bubble, side));
  if (atEnd) box.scrollTop = box.scrollHeight;
  box.dataset.fresh = "false";
}
