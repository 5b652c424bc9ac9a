// The state of both sides, computed from the journal, and from what the sandbox says that a chat shows: the page has no state of its own.
import { deletedWords } from "./api.js";
import { filesOf, splitLinks } from "./files.js";
import { partly, shownAs, waiting } from "./matching.js";

export const noteMark = "⟦Relay⟧";

export function emptyState() {
  return { clients: new Map(), conversations: new Map() };
}

export function putClient(state, person) {
  const known = state.clients.get(person.chat);
  state.clients.set(person.chat, {
    bubbles: [], unread: 0, shown: null, isStale: true, ...known, ...person,
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

function reach(bubble, step, entry) {
  if (!bubble) return;
  bubble.done[step] ??= entry.at;
  bubble.warning = entry.reason ? { word: "lost" } : null;
}

function warn(bubble, warning) {
  if (bubble) bubble.warning = warning;
}

const hookFailed = entry => ({ word: "hookFailed", status: entry.status, attempt: entry.attempt });
const notTaken = entry => ({ word: entry.status ? "refused" : "silence", status: entry.status, reason: entry.reason });

const byUpdate = (state, entry) => state.clients.get(entry.chat)?.bubbles.find(bubble => bubble.updateId === entry.updateId);
const byWebhook = (state, entry) => state.conversations.get(entry.phone)?.bubbles.findLast(bubble => bubble.id === entry.id && bubble.from === "manager");
const answersTo = (state, chat) => state.conversations.get(normalPhone(state.clients.get(chat)?.phone))?.bubbles ?? [];

/** The steps of a manager's message. One that is deleted before the chat shows it has nowhere to go. */
const stepsOf = bubble => ["written", "hooked", ...!bubble.isDeleted ? ["chat"] : bubble.parts.length > 0 ? ["gone"] : []];

function write(state, entry) {
  const conversation = conversationOf(state, entry.phone);
  conversation.last = entry.seq;
  conversation.bubbles.push({
    key: entry.seq, from: "manager", kind: "text", text: entry.text, files: filesOf(entry), at: entry.at, id: entry.id,
    versions: [entry.text ?? ""], parts: [], steps: ["written", "hooked", "chat"], done: { written: entry.at },
  });
}

/** An edit or a deletion goes the same way as its message did. A status, or a repetition, changes nothing. */
function change(bubble, entry) {
  const [said, files] = [entry.text ?? bubble.text, filesOf(entry)];
  if (bubble.isDeleted || (said === bubble.text && files[0]?.url === bubble.files[0]?.url)) return;
  if (entry.text === deletedWords) {
    bubble.isDeleted = true;
  } else {
    Object.assign(bubble, { text: said, files, isEdited: true });
    bubble.versions.push(said ?? "");
  }

  bubble.steps = stepsOf(bubble);
  bubble.done = { written: entry.at };
  bubble.warning = null;
}

const handlers = {
  "update.created"(state, entry) {
    if (!entry.chat || entry.chat < 0 || entry.detail === "my_chat_member") return;
    const command = entry.text?.startsWith("/");
    const relayed = !command && !["contact", "foreign_contact"].includes(entry.detail);
    clientOf(state, entry.chat).bubbles.push({
      key: entry.seq, from: "client", kind: entry.detail, text: entry.text, files: filesOf(entry), at: entry.at, updateId: entry.updateId,
      isEdited: entry.detail === "edit",
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
  "update.failed": (state, entry) => warn(byUpdate(state, entry), hookFailed(entry)),
  "wahelp.accepted"(state, entry) {
    const conversation = conversationOf(state, entry.phone);
    const marked = entry.text?.trimStart().startsWith(noteMark);
    const note = marked || entry.destination === "comment";
    const company = entry.detail === "send_message" && entry.destination !== "from";
    conversation.name = entry.name ?? conversation.name;
    conversation.bubbles.push({
      key: entry.seq, from: note ? "note" : company ? "company" : "client", kind: "text", at: entry.at,
      ...splitLinks(marked ? entry.text.trimStart().slice(noteMark.length).trim() : entry.text),
    });
    conversation.unread++;
    conversation.last = entry.seq;
    const client = note ? null : clientByPhone(state, entry.phone);
    if (client) reach(waiting(client.bubbles, "wahelp", entry), "wahelp", entry);
  },
  "wahelp.refused"(state, entry) {
    const client = clientByPhone(state, entry.phone);
    if (client) warn(waiting(client.bubbles, "wahelp", entry), { ...notTaken(entry), reason: null });
  },
  "manager.wrote"(state, entry) {
    const known = byWebhook(state, entry);
    if (known) change(known, entry);
    else if (entry.text || entry.file || entry.link) write(state, entry);
  },
  "webhook.delivered": (state, entry) => reach(byWebhook(state, entry), "hooked", entry),
  "webhook.failed": (state, entry) => warn(byWebhook(state, entry), hookFailed(entry)),
  "webhook.dropped": (state, entry) => warn(byWebhook(state, entry), { word: "hookDropped", final: true }),
  "chat.delivered"(state, entry) {
    if (entry.chat < 0) return;
    const client = clientOf(state, entry.chat);
    const answers = answersTo(state, entry.chat);
    const next = waiting(answers, "chat", entry);
    const written = next ?? partly(answers, entry);
    reach(next, "chat", entry);
    if (written) {
      written.parts.push(entry.id);
      written.steps = stepsOf(written);
    }

    client.bubbles.push({
      key: entry.seq, from: written ? "manager" : "bot", kind: "text", text: entry.text, files: filesOf(entry), at: entry.at, messageId: entry.id,
    });
    client.isStale = true;
    client.unread++;
    const markup = entry.markup ? JSON.parse(entry.markup) : {};
    if (markup.keyboard) client.keyboard = markup.keyboard;
    if (markup.remove_keyboard) client.keyboard = null;
  },
  "chat.edited"(state, entry) {
    if (state.clients.has(entry.chat)) state.clients.get(entry.chat).isStale = true;
    reach(shownAs(answersTo(state, entry.chat), entry.id), "chat", entry);
  },
  "chat.deleted"(state, entry) {
    if (state.clients.has(entry.chat)) state.clients.get(entry.chat).isStale = true;
    const bubble = shownAs(answersTo(state, entry.chat), entry.id);
    if (bubble?.isDeleted) reach(bubble, "gone", entry);
  },
  "chat.refused"(state, entry) {
    const answers = answersTo(state, entry.chat);
    warn(shownAs(answers, entry.id) ?? waiting(answers, "chat", entry), notTaken(entry));
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

/** Keeps what a chat shows of the bot's messages. */
export function putShown(client, messages) {
  client.shown = new Map(messages.map(message => [message.id, message]));
}

/** A client's chat as it is now: edited messages with their last words, deleted ones not at all. */
export function chatOf(client) {
  return client.bubbles.flatMap(bubble => {
    if (!bubble.messageId || !client.shown) return [bubble];
    const now = client.shown.get(bubble.messageId);
    return now ? [{ ...bubble, text: now.text, files: filesOf(now), isEdited: now.isEdited }] : [];
  });
}
