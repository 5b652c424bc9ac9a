// Finds the message that an entry of the journal is about. Only words, files and ids can tell.

const plain = ["text", "edit"];
const followed = 300;

const sameFile = (bubble, entry) => !!entry.file && bubble.files?.[0]?.hash === entry.file.hash;

/** The oldest message on its way to a step that has the entry's file or words. */
export function waiting(bubbles, step, entry) {
  const said = entry.text ?? "";
  const open = bubbles.slice(-followed).filter(bubble => bubble.steps?.includes(step) && !bubble.done[step]);
  return open.find(bubble => sameFile(bubble, entry) && (bubble.text ?? "") === said)
    ?? open.find(bubble => sameFile(bubble, entry))
    ?? open.find(bubble => said && bubble.text === said)
    ?? open.find(bubble => said && bubble.text && (said.includes(bubble.text) || bubble.text.includes(said)))
    ?? open.find(bubble => !plain.includes(bubble.kind) && said.startsWith("["));
}

/** The manager's message of which this is a further part, or an earlier version. */
export const partly = (bubbles, entry) =>
  bubbles.slice(-followed).findLast(bubble => entry.text && bubble.versions?.some(version => version.includes(entry.text)));

/** The manager's message that the chat shows under this id. */
export const shownAs = (bubbles, id) => bubbles.find(bubble => bubble.parts?.includes(id));
