// Charts drawn from the definition beside them (统计图): <div data-chart="id"> and <script type="application/json" id="id">.
// The drawing library is fetched when the first chart is there; `ast` draws without eval, as the policy of the pages asks.
(() => {
  "use strict";

  const source = document.currentScript.dataset.vega;
  let library = null;

  function vega() {
    library ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = source;
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
    return library;
  }

  // No styles of its own either: the policy would refuse them, charts.css has them.
  const options = { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: { disableDefaultStyle: true } };

  async function draw(place) {
    const definition = document.getElementById(place.dataset.chart);
    if (!definition || place.dataset.drawn) return;
    place.dataset.drawn = "yes";
    try {
      await vega();
      const canvas = document.createElement("div");
      await window.vegaEmbed(canvas, JSON.parse(definition.textContent), options);
      // The place itself says what the drawing says; its strokes say nothing to whoever listens.
      canvas.querySelector("svg")?.setAttribute("aria-hidden", "true");
      place.replaceChildren(canvas);
      // Wider than its place it is moved sideways, by keys too.
      new ResizeObserver(() => {
        if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
        else place.removeAttribute("tabindex");
      }).observe(place);
    } catch {
      // The figures stand in the table; a page without its drawing still says everything.
      place.querySelector("[data-chart-waits]")?.remove();
    }
  }

  const drawAll = () => document.querySelectorAll("[data-chart]").forEach(draw);
  document.addEventListener("htmx:afterSwap", drawAll);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", drawAll);
  else drawAll();
})();
