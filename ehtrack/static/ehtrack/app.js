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
    choices.forEach((selectElement) => {
      window.accessibleAutocomplete.enhanceSelectElement({
        selectElement,
        defaultValue: selectElement.value ? undefined : "",
      });
    });
  }
}

start(document);
document.addEventListener("htmx:after:swap", (event) => {
  const swapped = event.detail?.ctx?.target ?? event.target;
  start(swapped instanceof Element ? swapped : document);
});
