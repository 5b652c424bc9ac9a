// The manager changes a message: in its place, or away.
import { text } from "./texts.js";
import { element } from "./element.js";

let editing = null;
let problem = null;

export const isEdited = bubble => editing === bubble.key;

/** What a bubble's look depends on, beside the bubble. */
export const changeSign = bubble => [isEdited(bubble), problem?.key === bubble.key ? problem.said : ""];

async function attempt(bubble, act, redraw) {
  problem = null;
  try {
    await act();
    if (isEdited(bubble)) editing = null;
  } catch (error) {
    problem = { key: bubble.key, said: error.message };
  }

  redraw();
}

/** The buttons under a message of the manager's. */
export function changeButtons(bubble, { remove, redraw }) {
  const words = text();
  const button = (name, onclick) => element("button", { type: "button", data: { testid: `crm-${name}` }, textContent: words[name], onclick });
  return element("div", { className: "changes" },
    ...problem?.key === bubble.key ? [element("span", { className: "problem", role: "alert", textContent: words.notSent(problem.said) })] : [],
    button("edit", () => { editing = bubble.key; redraw(); }),
    button("delete", () => attempt(bubble, () => remove(bubble), redraw)));
}

/** The form in place of the words. Enter saves, Shift+Enter breaks the line, Escape leaves. */
export function changeForm(bubble, { edit, redraw }) {
  const words = text();
  const area = element("textarea", { value: bubble.text ?? "", rows: 2, data: { testid: "crm-edit-input" }, "aria-label": words.editLabel });
  const leave = () => { editing = null; redraw(); };
  const form = element("form", { className: "edit" }, area,
    element("div", { className: "edit-buttons" },
      element("button", { type: "button", className: "ghost", textContent: words.cancel, data: { testid: "crm-edit-cancel" }, onclick: leave }),
      element("button", { type: "submit", className: "primary", textContent: words.save, data: { testid: "crm-edit-save" } })));
  form.onsubmit = event => {
    event.preventDefault();
    const said = area.value.trim();
    if (!said) return;
    if (said === bubble.text) leave();
    else attempt(bubble, () => edit(bubble, said), redraw);
  };
  form.onkeydown = event => {
    if (event.isComposing) return;
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && !event.shiftKey && event.target === area) {
      event.preventDefault();
      form.requestSubmit();
    }
  };
  queueMicrotask(() => area.focus());
  return form;
}
