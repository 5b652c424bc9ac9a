// The controls that the page uses; tests/Sandbox/README.md lists them all.

async function answered(response) {
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Error(answer.message ?? `${response.status}`);
  }

  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

async function call(method, path, body) {
  return answered(await fetch(`/control/${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }));
}

async function upload(path, query, file) {
  const given = Object.entries(query).filter(([, value]) => value);
  return answered(await fetch(`/control/${path}?${new URLSearchParams(given)}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  }));
}

/** What Wahelp says in place of the words of a deleted message. */
export const deletedWords = "_Message deleted_";

const updated = { action: "channel.message.updated" };

/** At Telegram some kinds of files have neither a name nor a type. */
const namesOf = (kind, file) =>
  ["photo", "sticker", "video_note"].includes(kind) ? {} : kind === "voice" ? { mimeType: "audio/ogg" } : { name: file.name, mimeType: file.type };

export const api = {
  clients: () => call("GET", "clients"),
  createClient: client => call("POST", "clients", client),
  clientSends: (chat, message) => call("POST", `clients/${chat}/messages`, message),
  clientSendsFile: (chat, kind, caption, file) => upload(`clients/${chat}/files`, { kind, caption, ...namesOf(kind, file) }, file),
  shown: chat => call("GET", `clients/${chat}/shown`),
  block: (chat, blocked) => call("POST", `clients/${chat}/${blocked ? "block" : "unblock"}`),
  managerWrites: (phone, text) => call("POST", "manager/messages", { phone, text }),
  managerSendsFile: (phone, text, file) => upload("manager/files", { phone, text, name: file.name }, file),
  managerEdits: (phone, id, text) => call("POST", "manager/messages", { phone, id, text, shape: updated }),
  managerDeletes: (phone, id) => call("POST", "manager/messages", { phone, id, text: deletedWords, shape: updated }),
  accounts: () => call("GET", "accounts"),
  chooseAccount: name => call("POST", `accounts/${name}`),
  scripts: () => call("GET", "scripts"),
  script: answer => call("POST", "scripts", answer),
  clearScripts: () => call("DELETE", "scripts"),
  clearScript: id => call("DELETE", `scripts/${id}`),
};
