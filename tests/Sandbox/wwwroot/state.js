// The state of both sides, computed from the journal alone: the page has no state of its own.

export const noteMark = "⟦Relay⟧";

const plain = ["text", "edit"];
const followed = 300;

export function emptyState() {
  return { clients: new Map(), conversations: new Map() };
}

export function putClient(state, person) {
  const known = state.clients.get(person.chat);
  state.clients.set(person.chat, {
    bubbles: [], unread: 0, ...known, ...person,
    keyboard: person.keyboard?.keyboard ?? null,
    blocked: !!person.blocked,
  });
}

function clientOf(state, chat) {
  if (!state.clients.has(chat)) putClient(state, { chat, firstName: `Клиент ${chat}`, phone: standardPhone(chat) });
  return state.clients.get(chat);
}

export const standardPhone = chat => `+7900${String(Math.abs(chat) % 10_000_000).padStart(7, "0")}`;

export function conversationOf(state, phone) {
  if (!state.conversations.has(phone)) state.conversations.set(phone, { phone, name: null, bubbles: [], unread: 0, last: 0 });
  return state.conversations.get(phone);
}

/** "8 (999) …", "7999…" and "+7999…" are one number. */
export function normalPhone(given) {
  const digits = (given ?? "").replace(/\D/g, "");
  if (digits.length === 10) return `+7${digits}`;
  if (digits.length === 11 && digits[0] === "8") return `+7${digits.slice(1)}`;
  return digits.length >= 11 && digits.length <= 15 ? `+${digits}` : null;
}

const clientByPhone = (state, phone) => [...state.clients.values()].find(client => normalPhone(client.phone) === phone);

/** The message of a later event: the oldest one under way with the same text. */
function match(bubbles, step, said) {
  const open = bubbles.slice(-followed).filter(bubble => bubble.steps && !bubble.done?.[step] && bubble.steps.includes(step));
  return open.find(bubble => bubble.text === said)
    ?? open.find(bubble => bubble.text && said && (said.includes(bubble.text) || bubble.text.includes(said)))
    ?? open.find(bubble => !plain.includes(bubble.kind) && said?.startsWith("["));
}

function reach(bubble, step, entry) {
  if (!bubble) return;
  bubble.done[step] ??= entry.at;
  bubble.warning = entry.reason ? { word: "lost" } : null;
}

const byUpdate = (state, entry) => state.clients.get(entry.chat)?.bubbles.find(bubble => bubble.updateId === entry.updateId);
const byWebhook = (state, entry) => state.conversations.get(entry.phone)?.bubbles.findLast(bubble => bubble.id === entry.id && bubble.from === "manager");

const handlers = {
  "update.created"(state, entry) {
    if (!entry.chat || entry.chat < 0 || entry.detail === "my_chat_member") return;
    const command = entry.text?.startsWith("/");
    const relayed = !command && !["contact", "foreign_contact"].includes(entry.detail);
    clientOf(state, entry.chat).bubbles.push({
      key: entry.seq, from: "client", kind: entry.detail, text: entry.text, at: entry.at, updateId: entry.updateId,
      steps: relayed ? ["sent", "taken", "kept", "wahelp"] : ["sent", "taken", "kept"],
      done: { sent: entry.at },
    });
  },
  "update.taken": (state, entry) => reach(byUpdate(state, entry), "taken", entry),
  "update.confirmed"(state, entry) {
    const bubble = byUpdate(state, entry);
    reach(bubble, "taken", entry);
    reach(bubble, "kept", entry);
  },
  "update.failed"(state, entry) {
    const bubble = byUpdate(state, entry);
    if (bubble) bubble.warning = { word: "hookFailed", status: entry.status, attempt: entry.attempt };
  },
  "wahelp.accepted"(state, entry) {
    const conversation = conversationOf(state, entry.phone);
    const marked = entry.text?.trimStart().startsWith(noteMark);
    const note = marked || entry.destination === "comment";
    const company = entry.detail === "send_message" && entry.destination !== "from";
    conversation.name = entry.name ?? conversation.name;
    conversation.bubbles.push({
      key: entry.seq, from: note ? "note" : company ? "company" : "client", kind: "text", at: entry.at,
      text: marked ? entry.text.trimStart().slice(noteMark.length).trim() : entry.text,
    });
    conversation.unread++;
    conversation.last = entry.seq;
    const client = note ? null : clientByPhone(state, entry.phone);
    if (client) reach(match(client.bubbles, "wahelp", entry.text), "wahelp", entry);
  },
  "wahelp.refused"(state, entry) {
    const client = clientByPhone(state, entry.phone);
    const bubble = client && match(client.bubbles, "wahelp", entry.text);
    if (bubble) bubble.warning = { word: entry.status ? "refused" : "silence", status: entry.status };
  },
  "manager.wrote"(state, entry) {
    if (!entry.text) return;
    const conversation = conversationOf(state, entry.phone);
    conversation.last = entry.seq;
    conversation.bubbles.push({
      key: entry.seq, from: "manager", kind: entry.detail?.endsWith("updated") ? "edit" : "text", text: entry.text, at: entry.at, id: entry.id,
      steps: ["written", "hooked", "chat"], done: { written: entry.at },
    });
  },
  "webhook.delivered": (state, entry) => reach(byWebhook(state, entry), "hooked", entry),
  "webhook.failed"(state, entry) {
    const bubble = byWebhook(state, entry);
    if (bubble) bubble.warning = { word: "hookFailed", status: entry.status, attempt: entry.attempt };
  },
  "webhook.dropped"(state, entry) {
    const bubble = byWebhook(state, entry);
    if (bubble) bubble.warning = { word: "hookDropped", final: true };
  },
  "chat.delivered"(state, entry) {
    if (entry.chat < 0) return;
    const client = clientOf(state, entry.chat);
    const answer = state.conversations.get(normalPhone(client.phone));
    const written = answer && match(answer.bubbles, "chat", entry.text);
    reach(written, "chat", entry);
    client.bubbles.push({ key: entry.seq, from: written ? "manager" : "bot", kind: "text", text: entry.text, at: entry.at });
    client.unread++;
    const markup = entry.markup ? JSON.parse(entry.markup) : {};
    if (markup.keyboard) client.keyboard = markup.keyboard;
    if (markup.remove_keyboard) client.keyboard = null;
  },
  "chat.refused"(state, entry) {
    const client = state.clients.get(entry.chat);
    const answer = client && state.conversations.get(normalPhone(client.phone));
    const bubble = answer && match(answer.bubbles, "chat", entry.text);
    if (bubble) bubble.warning = { word: entry.status ? "refused" : "silence", status: entry.status, reason: entry.reason };
  },
  "client.blocked": (state, entry) => membership(state, entry, true),
  "client.unblocked": (state, entry) => membership(state, entry, false),
};

function membership(state, entry, blocked) {
  const client = clientOf(state, entry.chat);
  client.blocked = blocked;
  client.bubbles.push({ key: entry.seq, from: "system", kind: blocked ? "blocked" : "unblocked", at: entry.at });
}

/** Applies one entry of the journal. */
export function take(state, entry) {
  handlers[entry.what]?.(state, entry);
}
