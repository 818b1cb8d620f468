// What the link says: ?key=…&lang=es,en&theme=night&size=m&place=bottom&safe=on&volume=50&board=month&accent=%23ff2d55

export const THEMES = ["night", "day", "candy"];
export const SIZES = ["s", "m", "l"];
export const PLACES = ["top", "middle", "bottom"];

/** Variables of the theme that a link may set, and the CSS property that says whether a value can be one. */
export const VARIABLES = {
  accent: "color",
  second: "color",
  paper: "color",
  ink: "color",
  radius: "border-radius",
  font: "font-family",
};

export function readOptions(search = location.search) {
  const query = new URLSearchParams(search);
  const oneOf = (name, allowed) => (allowed.includes(query.get(name)) ? query.get(name) : "");
  const variables = {};
  for (const [name, property] of Object.entries(VARIABLES)) {
    const value = query.get(name);
    if (value && CSS.supports(property, value)) variables[name] = value;
  }
  const volume = Number(query.get("volume") ?? 0);
  return {
    key: query.get("key") ?? "",
    languages: (query.get("lang") ?? "").split(",").filter(Boolean),
    theme: oneOf("theme", THEMES) || THEMES[0],
    size: oneOf("size", SIZES) || "m",
    board: oneOf("board", ["session", "month", "all"]), // of the leaderboard; empty: the month's, if there is one
    place: oneOf("place", PLACES), // empty: at the bottom, where the host's face is not
    isSafe: query.get("safe") !== "off", // keep clear of what TikTok draws over the video
    volume: volume >= 0 && volume <= 100 ? volume / 100 : 0,
    isSample: query.has("sample"), // made-up figures, to arrange a scene with
    variables,
    isPreview: query.has("preview"), // in the editor
    isUnseen: query.has("preview") || query.has("unseen"), // nobody in the room sees this page, as in a rehearsal
  };
}

export function applyOptions(options, root = document.documentElement) {
  root.dataset.theme = options.theme;
  root.dataset.size = options.size;
  root.dataset.safe = options.isSafe ? "on" : "off";
  for (const [name, value] of Object.entries(options.variables)) root.style.setProperty(`--${name}`, value);
}
