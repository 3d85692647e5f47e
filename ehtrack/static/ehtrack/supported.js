// Runs before the page is drawn, so that parts which need script do not jump when app.js starts.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
