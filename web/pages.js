// What makes the pages nicer. Without it everything works.
(function () {
  "use strict";
  var root = document.documentElement;
  var zh = root.lang.indexOf("zh") === 0;
  var say = function (a, b) { return zh ? a : b; };
  var each = function (selector, work) { Array.prototype.forEach.call(document.querySelectorAll(selector), work); };
  var store = {
    get: function (name) { try { return localStorage.getItem(name); } catch (e) { return null; } },
    set: function (name, value) { try { localStorage.setItem(name, value); } catch (e) { /* full or forbidden */ } },
    drop: function (name) { try { localStorage.removeItem(name); } catch (e) { /* forbidden */ } }
  };
  var DRAFT = "draft";
  var KEPT = ["content", "address", "district"];

  // A draft outlives a browser that dies. Who somebody is, is never kept.
  each("form[data-draft]", function (form) {
    var draft = null;
    try { draft = JSON.parse(store.get(DRAFT) || "null"); } catch (e) { draft = null; }
    if (draft && Date.now() - draft.at < 7 * 86400000) {
      KEPT.forEach(function (name) {
        var field = form.elements[name];
        if (field && !field.value && draft[name]) field.value = draft[name];
      });
    }
    form.addEventListener("input", function () {
      var now = { at: Date.now() };
      var before = {};
      try { before = JSON.parse(store.get(DRAFT) || "{}") || {}; } catch (e) { before = {}; }
      KEPT.forEach(function (name) {
        var field = form.elements[name];
        now[name] = field ? field.value : before[name] || "";
      });
      store.set(DRAFT, JSON.stringify(now));
    });
  });
  if (document.querySelector("[data-done='submit']")) store.drop(DRAFT);

  // Help while somebody writes.
  each("form[data-help]", function (form) {
    var text = form.elements.content;
    var help = document.getElementById("help");
    var timer = 0, asked = "", turn = 0;
    var ask = function () {
      var now = text.value.trim();
      if (now === asked) return;
      asked = now;
      if (now.length < 6) { help.textContent = ""; return; }
      var mine = ++turn;
      var body = new URLSearchParams();
      body.set("content", now);
      body.set("form", form.elements.form.value);
      fetch(form.dataset.help, { method: "POST", body: body, credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.text() : ""; })
        .then(function (html) {
          if (mine !== turn) return;
          var parsed = new DOMParser().parseFromString(html, "text/html");
          help.replaceChildren.apply(help, Array.prototype.slice.call(parsed.body.childNodes));
        })
        .catch(function () { /* help is no more than help */ });
    };
    text.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(ask, 700); });
    if (text.value) ask();
  });

  // A double press does one thing.
  each("form[data-once]", function (form) {
    form.addEventListener("submit", function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      each("button", function (button) { if (form.contains(button)) button.setAttribute("aria-disabled", "true"); });
    });
  });
  addEventListener("pageshow", function () {
    each("form[data-once]", function (form) { delete form.dataset.sent; });
    each("button[aria-disabled]", function (button) { button.removeAttribute("aria-disabled"); });
  });

  // Photographs are made smaller before they go over the air; that also leaves behind where they were taken.
  each("input[type='file']", function (input) {
    input.addEventListener("change", function () {
      if (!window.DataTransfer || !window.createImageBitmap) return;
      var files = Array.prototype.slice.call(input.files);
      Promise.all(files.map(smaller)).then(function (made) {
        var all = new DataTransfer();
        made.forEach(function (file) { all.items.add(file); });
        input.files = all.files;
      }).catch(function () { /* they go as they are */ });
    });
  });
  function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 600000) return file;
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (picture) {
      var scale = Math.min(1, 1920 / Math.max(picture.width, picture.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return new Promise(function (done) {
        canvas.toBlob(function (blob) {
          var name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
          done(blob && blob.size < file.size ? new File([blob], name, { type: "image/jpeg" }) : file);
        }, "image/jpeg", 0.85);
      });
    }).catch(function () { return file; });
  }

  // The link of a message: what stands behind # is told by a form, and stands in no address and no log.
  each("form[data-link]", function (form) {
    var link = /^#([0-9]{14})\.([A-Za-z0-9_.-]{8,200})$/.exec(location.hash);
    if (!link) return;
    history.replaceState(null, "", location.pathname);
    form.elements.number.value = link[1];
    form.elements.code.value = link[2];
    form.submit();
  });

  // Numbers to be copied.
  each("[data-copy]", function (place) {
    if (!navigator.clipboard) return;
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = say("复制", "Copy");
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(place.dataset.copy).then(function () { button.textContent = say("已复制", "Copied"); });
    });
    place.appendChild(button);
  });
  each("[data-done='submit']", function () {
    var actions = document.querySelector(".actions");
    if (!actions || !window.print) return;
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = say("打印", "Print");
    button.addEventListener("click", function () { window.print(); });
    actions.appendChild(button);
  });

  var faults = document.getElementById("faults");
  if (faults) faults.focus();

  if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/sw.js").catch(function () { /* without it */ });
})();
