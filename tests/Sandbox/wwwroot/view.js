// Draws the state. Unchanged parts are not redrawn: bubbles are kept by key, and only differences are written.
import { changeButtons, changeForm, changeSign, isEdited } from "./changes.js";
import { element, sync } from "./element.js";
import { fileView } from "./files.js";
import { text } from "./texts.js";

const shown = 200;

const clock = at => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

/** The words of a bubble; a file that is shown needs none. */
function label(bubble) {
  const words = text();
  if (bubble.from === "system") return bubble.kind === "blocked" ? words.blockedLine : words.unblockedLine;
  if (bubble.isDeleted) return words.deletedLine;
  if (["text", "edit"].includes(bubble.kind) || bubble.files?.length > 0) return bubble.text ?? "";
  const kind = words.kinds[bubble.kind] ?? words.kinds.other;
  return bubble.text ? `${kind}: ${bubble.text}` : kind;
}

/** A bubble in one line. */
export const summary = bubble => label(bubble) || bubble.files?.[0]?.name || text().kinds.document;

/** Where a bubble comes from, if its side does not show it. */
function origin(bubble, side) {
  const words = text();
  if (side === "phone") return { bot: words.fromBot, manager: words.fromManager }[bubble.from];
  return { note: words.note, company: words.company }[bubble.from];
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
  const [first, last] = [bubble.steps[0], bubble.steps.at(-1)];
  const line = element("ol", { className: "way", data: { testid: "status", state: stateOf(bubble) } });
  for (const step of bubble.steps) {
    const reached = !!bubble.done[step];
    const took = step === last && reached ? ` ${words.ms(Math.max(1, Math.round(new Date(bubble.done[step]) - new Date(bubble.done[first]))))}` : "";
    line.append(element("li", { data: { step, reached: String(reached) }, title: words.stepTitles[step], textContent: words.steps[step] + took }));
  }

  const warning = warningText(bubble.warning);
  if (warning) line.append(element("li", { className: "warning", data: { testid: "warning" }, textContent: warning }));
  return line;
}

/** What was said; with a file in it, redrawn only if it differs: a player would stop. */
function body(bubble, changes) {
  const said = label(bubble);
  const files = bubble.isDeleted ? [] : bubble.files ?? [];
  const edited = changes && isEdited(bubble);
  return {
    key: "body",
    sign: JSON.stringify([document.documentElement.lang, edited || [said, files, bubble.isEdited, bubble.isDeleted]]),
    fill(box) {
      const placeholder = bubble.isDeleted || (files.length === 0 && !["text", "edit"].includes(bubble.kind) && bubble.from !== "system");
      box.className = ["bubble", placeholder && "placeholder", files.length > 0 && "with-file"].filter(Boolean).join(" ");
      box.replaceChildren(
        ...files.map(fileView),
        ...edited ? [changeForm(bubble, changes)] : said ? [element("span", { className: "said", textContent: said })] : [],
        ...bubble.isEdited && !bubble.isDeleted ? [element("small", { className: "edited", data: { testid: "edited" }, textContent: text().edited })] : [],
        element("time", { dateTime: bubble.at, textContent: clock(bubble.at) }));
    },
  };
}

/** What happened to it, and what can be done with it. */
function under(bubble, side, changes) {
  const from = origin(bubble, side);
  const changeable = changes && bubble.from === "manager" && !bubble.isDeleted && !isEdited(bubble);
  return {
    key: "under",
    sign: JSON.stringify([document.documentElement.lang, from, changeable && changeSign(bubble), bubble.steps, bubble.done, bubble.warning]),
    fill(box) {
      box.className = "under";
      box.replaceChildren(
        ...from ? [element("small", { className: "origin", textContent: from })] : [],
        ...bubble.steps ? [way(bubble)] : [],
        ...changeable ? [changeButtons(bubble, changes)] : []);
    },
  };
}

function bubbleOf(bubble, side, changes) {
  const parts = [body(bubble, changes), under(bubble, side, changes)];
  return {
    sign: JSON.stringify(parts.map(part => part.sign)),
    fill(box) {
      box.className = `row from-${bubble.from} on-${side}`;
      Object.assign(box.dataset, {
        testid: side === "phone" ? "chat-bubble" : "crm-bubble", from: bubble.from, edited: String(!!bubble.isEdited), deleted: String(!!bubble.isDeleted),
      });
      sync(box, parts, part => part.key, part => part);
    },
  };
}

/** A list that is at its end stays there when something is added, or a picture in it has loaded. */
export function stayAtEnd(box) {
  box.onscroll = () => { box.dataset.end = String(box.scrollHeight - box.scrollTop - box.clientHeight < 60); };
  for (const kind of ["load", "loadedmetadata"]) box.addEventListener(kind, () => goToEnd(box), { capture: true });
}

function goToEnd(box) {
  if (box.dataset.end !== "false") box.scrollTop = box.scrollHeight;
}

/** Draws a list of bubbles. `changes` says how the manager's are changed; null if they are not. */
export function drawBubbles(box, bubbles, side, changes = null) {
  sync(box, bubbles.slice(-shown), bubble => bubble.key, bubble => bubbleOf(bubble, side, changes));
  goToEnd(box);
}
