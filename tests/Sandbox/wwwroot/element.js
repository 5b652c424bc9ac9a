// Makes and keeps elements. What others wrote is only ever put in as text.

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
