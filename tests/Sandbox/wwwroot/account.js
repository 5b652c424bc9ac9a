// The list of Wahelp accounts that the sandbox can simulate.
import { api } from "./api.js";
import { language, text } from "./texts.js";
import { element } from "./element.js";

const $ = id => document.getElementById(id);

/** Draws the sandbox's current list: a test may have chosen an account or changed a trait meanwhile. */
export async function drawAccounts() {
  const accounts = await api.accounts();
  const chosen = accounts.find(account => account.chosen);
  const options = accounts.map(account => element("option", { value: account.name, textContent: account.name }));
  if (!chosen) options.unshift(element("option", { value: "", textContent: text().accountMixed }));
  $("account").replaceChildren(...options);
  $("account").value = chosen?.name ?? "";
  $("account-sentence").textContent = chosen ? chosen[language()] : text().accountMixedHint;
}

export function startAccounts() {
  $("account").onchange = async () => {
    await api.chooseAccount($("account").value);
    await drawAccounts();
  };
  window.onfocus = drawAccounts;
}
