// Search of the whole report. The index is a script, loaded when the box is first used, so that it works from a folder.
(function () {
  "use strict";
  var form = document.querySelector("form.search");
  var box = document.getElementById("search-words");
  var panel = document.getElementById("search-results");
  var said = document.getElementById("search-said");
  var script = document.currentScript.src;
  var most = 30;
  var asked = false;

  var plain = function (text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u2018\u2019]/g, "'").toLowerCase();
  };
  var wordsOf = function (query) {
    return (plain(query).match(/[a-z0-9']+/g) || []).map(function (word) {
      return word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word;
    });
  };
  // Every word must begin a word of the place; titles weigh most, and words that stand together more than apart.
  var pattern = function (words, between) {
    return new RegExp("(^|[^a-z0-9])(" + words.join(between) + ")", "g");
  };
  var count = function (text, word) { return (text.match(pattern([word], "")) || []).length; };
  var scored = function (entry, words) {
    var title = plain(entry.title);
    var texts = entry.text.map(function (piece) { return plain(piece[1]); });
    var score = 0;
    var best = { at: -1, score: 0 };
    var all = words.every(function (word) {
      var inText = texts.reduce(function (sum, text) { return sum + count(text, word); }, 0);
      var inTitle = count(title, word);
      score += 8 * inTitle + Math.min(inText, 4);
      return inText + inTitle > 0;
    });
    if (!all) { return null; }
    texts.forEach(function (text, at) {
      var here = words.filter(function (word) { return count(text, word) > 0; }).length;
      if (words.length > 1 && pattern(words, "s?[^a-z0-9]+").test(text)) { here += 1; score += 2; }
      if (here > best.score) { best = { at: at, score: here }; }
    });
    if (words.length > 1 && pattern(words, "s?[^a-z0-9]+").test(title)) { score += 10; }
    return { entry: entry, score: score, piece: best.at };
  };
  var found = function (words) {
    if (!words.length) { return []; }
    return window.bookIndex.map(function (entry) { return scored(entry, words); }).filter(Boolean)
      .sort(function (one, other) { return other.score - one.score; });
  };

  var element = function (name, className, text) {
    var made = document.createElement(name);
    if (className) { made.className = className; }
    if (text) { made.textContent = text; }
    return made;
  };
  // The words found are marked; `text` never becomes markup. Plain text is as long as the text it was made from here.
  var marked = function (target, text, words) {
    var folded = plain(text);
    var at = 0;
    var match;
    var search = words.length && folded.length === text.length ? pattern(["(?:" + words.join("|") + ")[a-z]*"], "") : null;
    while (search && (match = search.exec(folded))) {
      var start = match.index + match[1].length;
      target.append(text.slice(at, start), element("mark", "", text.slice(start, search.lastIndex)));
      at = search.lastIndex;
    }
    target.append(text.slice(at));
    return target;
  };
  var snippet = function (text, words) {
    var first = pattern(["(?:" + words.join("|") + ")"], "").exec(plain(text));
    var from = first && first.index > 90 ? text.indexOf(" ", first.index - 60) + 1 : 0;
    var to = from + 180 < text.length ? text.lastIndexOf(" ", from + 180) : text.length;
    return (from ? "… " : "") + text.slice(from, to) + (to < text.length ? " …" : "");
  };
  var item = function (result, words) {
    var entry = result.entry;
    var piece = entry.text[result.piece];
    var line = element("li");
    var link = marked(element("a"), entry.title, words);
    link.href = new URL("../" + entry.page + "#" + (piece ? piece[0] : entry.id), script).href;
    line.append(link);
    if (entry.chapter !== entry.title) { line.append(element("p", "search-place", entry.chapter)); }
    if (piece) { line.append(marked(element("p", "search-text"), snippet(piece[1], words), words)); }
    return line;
  };

  var close = function () {
    panel.hidden = true;
    panel.replaceChildren();
  };
  var links = function () { return Array.prototype.slice.call(panel.querySelectorAll("a")); };
  var show = function () {
    var query = box.value.trim();
    if (!query || !window.bookIndex) { close(); said.textContent = ""; return; }
    var words = wordsOf(query);
    var results = found(words);
    var number = results.length;
    var told = (number === 0 ? "Nothing found" : number === 1 ? "1 place found" : number + " places found") +
      " for ‘" + query + "’" + (number > most ? "; the first " + most + " are shown" : "") + ".";
    var list = element("ol");
    results.slice(0, most).forEach(function (result) { list.append(item(result, words)); });
    panel.replaceChildren(element("p", "search-count", told + (number ? "" : " Try fewer or shorter words.")));
    if (number) { panel.append(list); }
    panel.hidden = false;
    panel.scrollTop = 0;
    said.textContent = told;
  };
  var load = function () {
    if (asked) { return; }
    asked = true;
    var index = element("script");
    index.src = new URL("search-index.js", script).href;
    index.addEventListener("load", show);
    index.addEventListener("error", function () {
      panel.replaceChildren(element("p", "search-count", "The search index is not beside this page."));
      panel.hidden = false;
    });
    document.head.append(index);
  };

  form.hidden = false;
  box.addEventListener("focus", function () { load(); show(); });
  box.addEventListener("input", function () { load(); show(); });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    if (links().length) { links()[0].focus(); }
  });
  form.addEventListener("keydown", function (event) {
    var all = links();
    var at = all.indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
      box.value = "";
      said.textContent = "";
      box.focus();
    } else if (event.key === "ArrowDown" && at + 1 < all.length) {
      event.preventDefault();
      all[at + 1].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (at ? all[at - 1] : box).focus();
    }
  });
  panel.addEventListener("click", function (event) {
    if (event.target.closest("a")) { close(); }
  });
  document.addEventListener("focusin", function (event) {
    if (!form.contains(event.target)) { close(); }
  });
  document.addEventListener("click", function (event) {
    if (!form.contains(event.target)) { close(); }
  });
}());
