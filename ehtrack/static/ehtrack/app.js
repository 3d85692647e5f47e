import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";

async function start(scope) {
  initAll({ scope });
  if (scope.querySelector('[data-module^="moj-"]')) {
    const moj = await import("../vendor/moj-frontend/moj-frontend.min.js");
    moj.initAll({ scope });
  }
  const choices = scope.querySelectorAll("select[data-autocomplete]");
  if (choices.length) {
    await import("../vendor/accessible-autocomplete/accessible-autocomplete.min.js");
    choices.forEach(searchable);
  }
}

function searchable(select) {
  const id = select.id;
  const defaultValue = select.value ? undefined : "";
  window.accessibleAutocomplete.enhanceSelectElement({ selectElement: select, defaultValue });
  const input = document.getElementById(id);
  // Words that are no option must not leave the option chosen before them in place.
  input.addEventListener("blur", () => {
    if (input.value.trim() !== select.selectedOptions[0]?.textContent.trim()) {
      select.value = "";
    }
  });
}

start(document);
document.addEventListener("htmx:after:swap", (event) => {
  const swapped = event.detail?.ctx?.target ?? event.target;
  start(swapped instanceof Element ? swapped : document);
});
