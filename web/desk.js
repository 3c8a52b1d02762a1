// Keys and help for the desks. Without it everything works.
(function () {
  "use strict";
  var zh = document.documentElement.lang.indexOf("zh") === 0;
  var say = function (a, b) { return zh ? a : b; };
  var all = function (selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); };

  // What is shown of a part of a page takes the place of what stood there.
  function put(place, html) {
    var parsed = new DOMParser().parseFromString(html, "text/html");
    place.replaceChildren.apply(place, Array.prototype.slice.call(parsed.body.childNodes));
  }
  function asks(form, names, path, place, wait) {
    var timer = 0, asked = "", turn = 0;
    var ask = function () {
      var body = new URLSearchParams();
      names.forEach(function (name) { if (form.elements[name]) body.set(name, form.elements[name].value); });
      var now = body.toString();
      if (now === asked) return;
      asked = now;
      var mine = ++turn;
      body.set("form", form.elements.form.value);
      fetch(path, { method: "POST", body: body, credentials: "same-origin", redirect: "error" })
        .then(function (answer) { return answer.ok ? answer.text() : null; })
        .then(function (html) { if (html !== null && mine === turn) put(place, html); })
        .catch(function () { /* help is no more than help */ });
    };
    form.addEventListener("input", function (event) {
      if (names.indexOf(event.target.name) < 0) return;
      clearTimeout(timer);
      timer = setTimeout(ask, wait);
    });
  }
  all("form[data-intake]").forEach(function (form) {
    asks(form, ["content", "district", "phone"], form.dataset.intake, document.getElementById("known"), 500);
    all("[data-look]", form).forEach(function (button) { button.hidden = true; });
    // The telephone system opens the page with what it knows behind #: that goes to no server and into no log.
    var pop = new URLSearchParams(location.hash.slice(1));
    ["phone", "name", "address", "district"].forEach(function (name) {
      var field = form.elements[name];
      if (pop.get(name) && field && !field.value) {
        field.value = pop.get(name);
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    var first = form.elements.phone.value ? form.elements.content : form.elements.phone;
    if (!document.getElementById("faults")) first.focus();
  });
  // One of two categories: chosen in the form, which stays as it is.
  document.addEventListener("click", function (event) {
    var pick = event.target.closest("[data-pick]");
    var field = pick && pick.form && pick.form.elements[pick.dataset.pick];
    if (!field) return;
    event.preventDefault();
    field.value = pick.value;
    field.focus();
  });
  all("form[data-reply]").forEach(function (form) {
    asks(form, ["public"], form.dataset.reply, form.querySelector(".reply-help"), 700);
  });

  // A draft of what is taken down outlives a page that is left, and not its window: desks are shared. Who calls is never kept.
  var KEPT = ["content", "address", "district"], DRAFT = "desk-draft";
  var read = function () { try { return JSON.parse(sessionStorage.getItem(DRAFT) || "null"); } catch (e) { return null; } };
  all("form[data-draft='intake']").forEach(function (form) {
    var draft = read();
    if (draft) KEPT.forEach(function (name) { if (!form.elements[name].value && draft[name]) form.elements[name].value = draft[name]; });
    form.addEventListener("input", function () {
      var now = {};
      KEPT.forEach(function (name) { now[name] = form.elements[name].value; });
      try { sessionStorage.setItem(DRAFT, JSON.stringify(now)); } catch (e) { /* full or forbidden */ }
    });
  });
  if (document.querySelector("[data-done='intake']")) try { sessionStorage.removeItem(DRAFT); } catch (e) { /* forbidden */ }

  // Keys. A letter does what stands beside it; in fields letters are letters.
  function rows() { return all("[data-row]").filter(function (row) { return row.getClientRects().length; }); }
  function step(by) {
    var list = rows();
    if (!list.length) return;
    var here = list.indexOf(document.activeElement);
    if (here < 0) here = list.findIndex(function (row) { return row.getAttribute("aria-current"); });
    var next = list[Math.max(0, Math.min(list.length - 1, here + by))];
    next.focus();
  }
  function help() {
    var keys = [["/", say("查找", "search")], ["j k", say("下一条、上一条", "next, previous")], ["↵", say("打开", "open")]];
    all("[data-key]").forEach(function (one) {
      var label = (one.querySelector("summary") || one).textContent.replace(/\s*\S\s*$/, "").trim();
      keys.push([one.dataset.key, label]);
    });
    var old = document.getElementById("keys");
    if (old) { old.remove(); return; }
    var box = document.createElement("dialog");
    box.id = "keys";
    var title = document.createElement("h2");
    title.textContent = say("快捷键", "Keys");
    box.appendChild(title);
    keys.forEach(function (pair) {
      var line = document.createElement("p"), key = document.createElement("kbd");
      key.textContent = pair[0];
      line.appendChild(key);
      line.appendChild(document.createTextNode(" " + pair[1]));
      box.appendChild(line);
    });
    document.body.appendChild(box);
    box.addEventListener("close", function () { box.remove(); });
    box.showModal();
  }
  function opens(one) {
    if (one.tagName !== "DETAILS") { one.click(); return; }
    one.open = true;
    var field = one.querySelector("textarea, select, input:not([type=hidden])");
    if (field) field.focus(); else one.querySelector("button").focus();
  }
  addEventListener("keydown", function (event) {
    var within = event.target.closest("input, textarea, select, dialog");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      var form = event.target.closest("form");
      var button = form && (form.querySelector("[data-chord='Enter']") || form.querySelector("button[name='do']"));
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (event.key === "Escape" && within && within.blur) { within.blur(); return; }
    if (within || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      var find = document.getElementById("look-for");
      if (find) { event.preventDefault(); find.focus(); }
    } else if (event.key === "?") { event.preventDefault(); help(); }
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else {
      var one = all("[data-key]").find(function (place) { return place.dataset.key === event.key; });
      if (one) { event.preventDefault(); opens(one); }
    }
  });
})();
