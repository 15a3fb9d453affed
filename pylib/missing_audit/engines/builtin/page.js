// The contents open behind a button on a narrow screen; the section being read is marked in 'On this page'.
(function () {
  "use strict";
  var button = document.querySelector(".contents-button");
  var contents = document.getElementById("book-contents");
  if (button && contents) {
    button.addEventListener("click", function () {
      var open = contents.classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && contents.classList.contains("open")) {
        contents.classList.remove("open");
        button.setAttribute("aria-expanded", "false");
        button.focus();
      }
    });
  }
  var current = contents && contents.querySelector("[aria-current=page]");
  if (current && contents.scrollHeight > contents.clientHeight) {
    contents.scrollTop = Math.max(0, current.offsetTop - contents.clientHeight / 3);
  }
  var links = Array.prototype.slice.call(document.querySelectorAll("#TOC a"));
  if (!links.length || !("IntersectionObserver" in window)) { return; }
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
