// The lines in which client and manager write: words, a file, or a file with a caption. A file is chosen, dropped or pasted.
import { text } from "./texts.js";
import { element } from "./element.js";
import { kindOf } from "./files.js";

const $ = id => document.getElementById(id);

/** A file beside the boxes that take one must not replace the page. */
export function keepDroppedFiles() {
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, event => event.preventDefault());
}

/**
 * Wires the line of a side. `send` gets the words, the file or null, and the kind as which it goes; what it throws is shown, and nothing is lost.
 * Returns `draw`, which is given the placeholder, and whether the line is closed.
 */
export function startComposer(side, drop, send) {
  const [form, input, attach, picker] = ["form", "input", "attach", "file"].map(name => $(`${side}-${name}`));
  const [draft, kind, problem] = ["draft", "kind", "problem"].map(name => $(`${side}-${name}`));
  let file = null;
  let preview = null;
  let look = { placeholder: "", isClosed: true };

  function draw(next = look) {
    look = next;
    input.disabled = attach.disabled = look.isClosed;
    input.placeholder = file && !look.isClosed ? text().caption : look.placeholder;
    drop.dataset.hint = text().dropHere;
    draft.hidden = !file;
    if (!file) return;
    draft.querySelector("b").textContent = file.name;
    draft.querySelector("small").textContent = text().bytes(file.size);
    for (const option of kind?.options ?? []) option.textContent = text().kinds[option.value];
  }

  function take(chosen) {
    if (preview) URL.revokeObjectURL(preview);
    file = chosen ?? null;
    preview = file?.type.startsWith("image/") ? URL.createObjectURL(file) : null;
    picker.value = "";
    problem.hidden = true;
    draft.querySelector(".thumb").replaceChildren(...preview ? [element("img", { src: preview, alt: "" })] : []);
    if (file && kind) kind.value = kindOf(file);
    draw();
    if (file) input.focus();
  }

  async function submit() {
    const [said, sent] = [input.value, file];
    if (look.isClosed || form.dataset.busy === "true" || (!said.trim() && !sent)) return;
    form.dataset.busy = "true";
    input.value = "";
    try {
      await send(said, sent, kind?.value);
      if (sent) take(null);
      problem.hidden = true;
    } catch (error) {
      input.value ||= said;
      problem.textContent = text().notSent(error.message);
      problem.hidden = false;
    } finally {
      form.dataset.busy = "false";
    }
  }

  const hasFiles = event => !look.isClosed && event.dataTransfer?.types.includes("Files");
  const show = dropping => { drop.dataset.dropping = String(dropping); };

  form.onsubmit = event => { event.preventDefault(); submit(); };
  attach.onclick = () => picker.click();
  picker.onchange = () => picker.files[0] && take(picker.files[0]);
  draft.querySelector("button").onclick = () => { take(null); input.focus(); };
  input.onpaste = event => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    take(event.clipboardData.files[0]);
  };
  drop.ondragover = event => show(hasFiles(event));
  drop.ondragleave = event => { if (!drop.contains(event.relatedTarget)) show(false); };
  drop.ondrop = event => {
    show(false);
    if (hasFiles(event) && event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  };
  return draw;
}
