// The contents open behind a button on a narrow screen; pages are light or dark as the system is, or as the reader says;
// the section being read is marked in 'On this page'.
(function () {
  "use strict";
  var button = document.querySelector(".contents-button");
  var contents = document.getElementById("book-contents");
  var show = function (open) {
    contents.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", function () { show(!contents.classList.contains("open")); });
  document.addEventListener("keydown", function (event) {
    var inside = contents.contains(document.activeElement) || document.activeElement === button;
    if (event.key === "Escape" && inside && contents.classList.contains("open")) {
      show(false);
      button.focus();
    }
  });
  contents.addEventListener("click", function (event) {
    if (event.target.closest("a[href^='#']")) { show(false); }
  });

  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  var themed = document.querySelector(".theme-button");
  var isDark = function () { return root.dataset.theme ? root.dataset.theme === "dark" : system.matches; };
  var name = function () {
    themed.textContent = isDark() ? "Light" : "Dark";
    themed.setAttribute("aria-label", themed.textContent + " pages");
  };
  themed.hidden = false;
  themed.addEventListener("click", function () {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("report-theme", root.dataset.theme); } catch (refused) { /* for this page alone */ }
    name();
  });
  system.addEventListener("change", name);
  name();

  var current = contents.querySelector("[aria-current=page]");
  if (current && contents.scrollHeight > contents.clientHeight) {
    contents.scrollTop = Math.max(0, current.offsetTop - contents.clientHeight / 3);
  }
  var links = Array.prototype.slice.call(document.querySelectorAll("#TOC a"));
  var sections = links.map(function (link) {
    return document.getElementById(decodeURIComponent(link.hash.slice(1)));
  });
  var mark = function () {
    var at = 0;
    sections.forEach(function (section, index) {
      if (section && section.getBoundingClientRect().top < 120) { at = index; }
    });
    links.forEach(function (link, index) {
      link.classList.toggle("active", index === at);
    });
  };
  var waiting = false;
  window.addEventListener("scroll", function () {
    if (waiting) { return; }
    waiting = true;
    window.requestAnimationFrame(function () { waiting = false; mark(); });
  }, { passive: true });
  mark();
}());
