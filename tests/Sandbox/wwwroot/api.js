// The controls that the page uses; tests/Sandbox/README.md lists them all.

async function call(method, path, body) {
  const response = await fetch(`/control/${path}`, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) {
    const answer = await response.json().catch(() => ({}));
    throw new Error(answer.message ?? `${response.status}`);
  }

  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

export const api = {
  clients: () => call("GET", "clients"),
  createClient: client => call("POST", "clients", client),
  clientSends: (chat, message) => call("POST", `clients/${chat}/messages`, message),
  block: (chat, blocked) => call("POST", `clients/${chat}/${blocked ? "block" : "unblock"}`),
  managerWrites: (phone, text) => call("POST", "manager/messages", { phone, text }),
  accounts: () => call("GET", "accounts"),
  chooseAccount: name => call("POST", `accounts/${name}`),
  scripts: () => call("GET", "scripts"),
  script: answer => call("POST", "scripts", answer),
  clearScripts: () => call("DELETE", "scripts"),
  clearScript: id => call("DELETE", `scripts/${id}`),
};
