// Which of a text's languages to show: those that the link asks for, else the two that the audience writes most.

const SHOWN = 2;

/** Return at most two of `texts` (by language) as [{language, text}]; at least one, if there is any. */
export function pick(texts, view, options) {
  const wanted = options.languages.length ? options.languages : view.languages;
  const found = wanted.map((language) => tagFor(texts, language)).filter(Boolean);
  const tags = [...new Set(found)].slice(0, SHOWN);
  if (!tags.length) tags.push(texts.en ? "en" : Object.keys(texts)[0]);
  return tags.filter(Boolean).map((language) => ({ language, text: texts[language] }));
}

/** The language to write figures in: of what is shown, the first. */
export function firstOf(view, options) {
  return (options.languages.length ? options.languages : view.languages)[0] ?? "en";
}

/** The tag under which a text for this language stands: `zh` will do for `zh-TW`, and `pt-BR` for `pt`. */
function tagFor(texts, language) {
  if (texts[language]) return language;
  const base = language.split("-")[0];
  return Object.keys(texts).find((tag) => tag.split("-")[0] === base);
}
