// Building pages. Texts become text nodes and nothing else: there is no way in here for markup.

/** Make an element: el("p.say.first", { lang: "es" }, "text", child). Attributes that are null are left out. */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(attribute, value);
  }
  element.append(...children);
  return element;
}

/** Change a text only if it is another one, so that nothing is laid out again for nothing. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Words in a language: the browser then chooses the right characters and direction. */
export function words(name, said) {
  return el(name, { lang: said.language || null, dir: "auto", "data-length": lengthOf(said.text) }, said.text);
}

const graphemes = new Intl.Segmenter();

/** The first `most` characters as people count them, so that no flag, family or accent is cut in two. */
export function shorten(text, most) {
  // A stack of accents is one character however high it is, so its parts are counted, too.
  const parts = Array.from(graphemes.segment(text.slice(0, most * 12)), ({ segment }) => segment.slice(0, 12));
  return parts.length > most || text.length > most * 12 ? `${parts.slice(0, most - 1).join("").trimEnd()}…` : parts.join("");
}

/** How much room a text needs: Chinese, Japanese, Korean and emoji are twice as wide. */
function lengthOf(text) {
  let cells = 0;
  for (const char of text) cells += /[ᄀ-ᇿ⺀-鿿가-힯豈-﫿︰-﹏＀-｠\p{Extended_Pictographic}]/u.test(char) ? 2 : 1;
  return cells <= 28 ? "short" : cells <= 70 ? "medium" : "long";
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  people: "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm0 2c-4 0-7 2-7 5v2h14v-2c0-3-3-5-7-5Zm8-2a3 3 0 1 0-1-5.8A6 6 0 0 1 15.4 11c.5 0 1 .1 1.6 0Zm1 9h4v-2c0-2.500-2-4.300-5-4.800 .7 1 1 2 1 3.300Z",
  clock: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2.600a7.400 7.400 0 1 1 0 14.800 7.400 7.400 0 0 1 0-14.800ZM10.700 7h2.600v4.600l3.200 2-1.300 2.100-4.500-2.700Z",
  eye: "M12 4.500C6.500 4.500 2.600 8.500 1 12c1.600 3.500 5.500 7.500 11 7.500s9.400-4 11-7.500c-1.600-3.500-5.500-7.500-11-7.500Zm0 12.200a4.700 4.700 0 1 1 0-9.400 4.700 4.700 0 0 1 0 9.400Zm0-2.200a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  heart: "M12 21.300C5.500 16.400 1.500 13 1.500 8.400A5.700 5.700 0 0 1 7.300 2.700c1.900 0 3.600.9 4.700 2.300a6 6 0 0 1 4.700-2.300 5.700 5.700 0 0 1 5.800 5.700c0 4.600-4 8-10.500 12.900Z",
  bag: "M7 8V6.500a5 5 0 0 1 10 0V8h3.300l1.200 13.500h-19L3.700 8Zm2.500 0h5V6.500a2.500 2.500 0 0 0-5 0Z",
  comment: "M12 3C6.200 3 1.500 6.800 1.500 11.500c0 2.700 1.500 5 4 6.600L4.500 22l4.800-2.300c.9.200 1.800.3 2.700.3 5.800 0 10.500-3.800 10.500-8.500S17.800 3 12 3Z",
  gift: "M3 11h8v10H4.500A1.500 1.500 0 0 1 3 19.500Zm10 0h8v8.500a1.500 1.500 0 0 1-1.500 1.500H13ZM2 6h5.200A3.300 3.300 0 0 1 12 2.200 3.300 3.300 0 0 1 16.800 6H22v3.500H2Z",
  crown: "M2.500 6.500 7.600 11 12 3.500 16.400 11l5.100-4.500L19.500 19h-15Z",
  trophy: "M7 2.500h10V5h4.500v3.500c0 2.600-2 4.700-4.600 4.900a5.500 5.500 0 0 1-3.400 2.400V18H17v3.500H7V18h3.500v-2.200a5.500 5.500 0 0 1-3.400-2.400 4.900 4.900 0 0 1-4.600-4.900V5H7Zm0 5H5v1a2.500 2.500 0 0 0 2 2.400Zm10 0v3.400a2.500 2.500 0 0 0 2-2.400v-1Z",
  star: "m12 1.800 3 6.600 7.200.8-5.400 4.900 1.500 7.100L12 17.600l-6.300 3.600 1.500-7.100L1.800 9.200l7.200-.8Z",
  spark: "M12 1c.9 6.300 3.800 9.600 10 11-6.200 1.400-9.100 4.700-10 11-.9-6.300-3.800-9.600-10-11 6.200-1.400 9.100-4.700 10-11Z",
  lock: "M6.500 10V7.500a5.500 5.500 0 0 1 11 0V10H20v12H4V10Zm3 0h5V7.500a2.500 2.500 0 0 0-5 0Z",
  pause: "M5 3h5v18H5Zm9 0h5v18h-5Z",
  glass: "M5 2h14v3.500c0 2.800-2 4.900-4.300 6.500 2.300 1.600 4.300 3.700 4.300 6.500V22H5v-3.500c0-2.800 2-4.900 4.300-6.500C7 10.400 5 8.300 5 5.500Z",
  muted: "M3 8.500h4.500L13 3.500v17l-5.500-5H3Zm13.200-.2L18.300 6.200 21 9l2.700-2.800 2.100 2.100L23.100 11l2.700 2.800-2.100 2.100L21 13.100l-2.700 2.800-2.100-2.100L18.900 11Z",
  flag: "M5 2h2.400v1.300H20l-3 5 3 5H7.400V22H5Z",
};

/** An icon, such as `eye`; decoration, so screen readers skip it. */
export function icon(name) {
  return drawing("0 0 24 24", `icon ${name}`, ["path", { d: ICONS[name] }]);
}

/** An SVG drawing from [tag, attributes] pairs. */
export function drawing(viewBox, className, ...shapes) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox, class: className, "aria-hidden": "true" })) svg.setAttribute(name, value);
  for (const [tag, attributes] of shapes) {
    const shape = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
    svg.append(shape);
  }
  return svg;
}

/** `0:42`, `12:05`, `1:02:03`; parts of a second count as a whole one. */
export function clockText(ms) {
  const seconds = Math.max(Math.ceil(ms / 1000), 0);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return parts[0] ? `${parts[0]}:${two(parts[1])}:${two(parts[2])}` : `${parts[1]}:${two(parts[2])}`;
}

/** `3 min` or `<1 min`, in a language: nothing ticks, and nobody has less time than it says. */
export function minutesText(ms, language) {
  const minutes = Math.floor(ms / 60_000);
  const form = { style: "unit", unit: "minute", unitDisplay: "short" };
  const say = (tag) => `${minutes < 1 ? "<" : ""}${new Intl.NumberFormat(tag, form).format(Math.max(minutes, 1))}`;
  try {
    return say(language);
  } catch {
    return say("en"); // a tag that the browser cannot read
  }
}

const plainNumber = new Intl.NumberFormat("en");
const shortNumber = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** `4:59.3`, in two parts: `["4:59", ".3"]`; tenths that have begun count, so that it is zero when it is over. */
export function tenthsText(ms) {
  const tenths = Math.max(Math.ceil(ms / 100), 0);
  const whole = clockText(Math.floor(tenths / 10) * 1000);
  return [tenths < 600 ? String(Math.floor(tenths / 10)) : whole, `.${tenths % 10}`];
}

/** `9,870`, and from a hundred thousand on `128.4K`. */
export function numberText(n) {
  return (n < 100_000 ? plainNumber : shortNumber).format(n);
}
