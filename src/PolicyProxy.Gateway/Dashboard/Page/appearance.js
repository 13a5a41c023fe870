// Runs before the page is drawn, so that it does not flash in the other colours.
"use strict";
{
  const name = "policyproxy-appearance";
  const chosen = localStorage.getItem(name) ?? "system";
  const apply = appearance => { document.documentElement.dataset.appearance = appearance; };
  apply(chosen);
  document.addEventListener("DOMContentLoaded", () => {
    const choice = document.getElementById("appearance");
    choice.value = chosen;
    choice.addEventListener("change", () => {
      localStorage.setItem(name, choice.value);
      apply(choice.value);
    });
  });
}
