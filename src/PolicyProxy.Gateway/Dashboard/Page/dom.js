// Makes elements out of text, never out of markup.
export const byId = id => document.getElementById(id);

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (property in made) made[property] = value;
    else made.setAttribute(property, value);
  }
  made.append(...children);
  return made;
}

export function row(...cells) {
  const made = element("tr");
  cells.forEach((cell, column) => {
    // The first one says what the row is about.
    made.append(column === 0 ? element("th", { scope: "row" }, cell) : cell instanceof HTMLTableCellElement ? cell : element("td", {}, cell));
  });
  return made;
}

export const number = value => element("td", { className: "number" }, value);

export function badge(kind, text) {
  return element("span", { className: `badge ${kind}` }, text);
}

export function facts(pairs) {
  return pairs.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value)));
}

// What is read aloud or looked at stays as it is while there is nothing new.
const shown = new WeakMap();

export function showWhenNew(target, data, make) {
  const text = JSON.stringify(data);
  if (shown.get(target) === text) return;
  shown.set(target, text);
  target.replaceChildren(...make());
}

export function say(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
