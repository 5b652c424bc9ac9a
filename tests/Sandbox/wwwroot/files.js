// How files are shown: as a picture, a player, or a link. A file is { url, name, size, hash, as }; only url and as are always known.
import { text } from "./texts.js";
import { element } from "./element.js";

const byExtension = {
  picture: ["jpg", "jpeg", "png", "gif", "webp"],
  video: ["mp4"],
  audio: ["ogg", "opus", "mp3", "m4a"],
};

const byKind = { photo: "picture", sticker: "picture", video: "video", video_note: "video", voice: "audio", audio: "audio", document: "link" };

const byType = type => [["image/", "picture"], ["video/", "video"], ["audio/", "audio"]].find(([start]) => type?.startsWith(start))?.[1] ?? "link";

const extension = name => /\.([a-z0-9]+)$/i.exec(name ?? "")?.[1].toLowerCase();

const byName = name => Object.keys(byExtension).find(as => byExtension[as].includes(extension(name))) ?? "link";

/** The file of an entry, if any; a manager's may be elsewhere. Phones show a document as one, whatever is in it. */
export function filesOf({ file, link }) {
  if (!file) return /^https?:/.test(link ?? "") ? [{ url: link, name: link.split(/[?#]/)[0].split("/").at(-1), as: "link" }] : [];
  const url = `/control/files/${encodeURIComponent(file.id)}`;
  return [{ url, name: file.name, size: file.size, hash: file.hash, as: byKind[file.kind] ?? byType(file.type) }];
}

/** The kind as which a phone sends a file, by what the browser knows of it. */
export function kindOf(file) {
  if (file.type === "image/gif") return "animation";
  if (["image/jpeg", "image/png"].includes(file.type)) return "photo";
  if (file.type === "video/mp4") return "video";
  if (["audio/ogg", "audio/opus", "video/ogg"].includes(file.type)) return "voice";
  return ["audio/mpeg", "audio/mp4", "audio/x-m4a"].includes(file.type) ? "audio" : "document";
}

const relayLink = /^https?:\/\/\S+\/files\/[0-9a-f]{32}\/([\w.-]+)$/;

/**
 * Splits a message into its words and the files whose links of the relay's it has, each on its own line. How a file is shown follows from the end of
 * its address: another origin's server need not let a page ask for its type.
 */
export function splitLinks(said) {
  const lines = (said ?? "").split("\n");
  const files = lines.map(line => relayLink.exec(line)).filter(Boolean).map(([url, name]) => ({ url, name, as: byName(name) }));
  return { text: lines.filter(line => !relayLink.test(line)).join("\n"), files };
}

const words = file => [file.name, file.size == null ? "" : text().bytes(file.size)].filter(Boolean).join(", ") || text().kinds.document;

function link(file, problem = "") {
  return element("a", { className: "file link", href: file.url, target: "_blank", rel: "noopener", download: file.name ?? "", data: { testid: "file-link" } },
    element("span", { className: "file-icon", "aria-hidden": "true", textContent: extension(file.name)?.slice(0, 4) ?? "…" }),
    element("span", { className: "file-words" },
      element("b", { textContent: file.name ?? text().kinds.document }),
      ...[file.size == null ? "" : text().bytes(file.size), problem].filter(Boolean).map(textContent => element("small", { textContent }))));
}

function picture(file) {
  const image = element("img", { src: file.url, alt: words(file), data: { testid: "file-picture" } });
  return element("a", { className: "file picture", href: file.url, target: "_blank", rel: "noopener", title: words(file) }, image);
}

function player(file) {
  const tag = file.as === "video" ? "video" : "audio";
  return element(tag, { className: "file player", src: file.url, controls: true, preload: "metadata", "aria-label": words(file), data: { testid: "file-player" } });
}

/** Draws a file; if the browser cannot show it, it becomes a link. */
export function fileView(file) {
  if (file.as === "link") return link(file);
  const view = file.as === "picture" ? picture(file) : player(file);
  view.addEventListener("error", () => view.replaceWith(link(file, text().notShown)), { capture: true, once: true });
  return view;
}
