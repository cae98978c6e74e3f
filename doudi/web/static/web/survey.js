// 入户调查 on a phone without signal: what is typed is kept here until the server has it, and only until then.
// The page works without this file; then it is saved with its button.
"use strict";

const STORE = "doudi.survey.";
const WAIT = 1200; // milliseconds after the last key
const RETRY = 15000;
const LONGEST_SIDE = 1600; // of a photo that is sent

const unsent = (number) => JSON.parse(localStorage.getItem(STORE + number) || "null");
const newNumber = () =>
  crypto.randomUUID
    ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
        (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16),
      );
const cookie = (name) => (document.cookie.match(new RegExp("(?:^|; )" + name + "=([^;]*)")) || [])[1] || "";

// ---- photos wait in the browser's own small database ----
function photoShelf(mode, what) {
  return new Promise((kept, failed) => {
    const opening = indexedDB.open("doudi-survey", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("photos", { keyPath: "number" });
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const doing = opening.result.transaction("photos", mode);
      const asked = what(doing.objectStore("photos"));
      doing.oncomplete = () => {
        opening.result.close();
        kept(asked && asked.result);
      };
      doing.onerror = () => failed(doing.error);
    };
  });
}

function installWorker(address) {
  if ("serviceWorker" in navigator && address) {
    return navigator.serviceWorker
      .register(address, { scope: "/surveys/" })
      .then(() => navigator.serviceWorker.ready)
      .catch(() => null);
  }
  return Promise.resolve(null);
}

// ---- the list: what has not been sent, and every form fetched once so that it opens without signal ----
const list = document.querySelector("[data-survey-list]");
if (list) {
  for (const link of list.querySelectorAll("[data-case]")) {
    if (unsent(link.dataset.case)) {
      const mark = document.createElement("span");
      mark.className = "late";
      mark.textContent = list.dataset.told;
      link.append(mark);
    }
  }
  installWorker(list.dataset.worker).then((worker) => {
    if (worker) {
      for (const link of list.querySelectorAll("[data-case]")) {
        fetch(link.href, { headers: { "X-Keep": "1" } }).catch(() => null);
      }
    }
  });
}

// ---- the form ----
const form = document.getElementById("survey");
if (form) {
  const status = document.getElementById("saving");
  const where = STORE + form.dataset.case;
  const field = (name) => form.elements[name];
  let state = unsent(form.dataset.case) || {};
  let busy = false;
  let timer = 0;

  // changes: typed and not yet on the way; sending: what is on the way, with the number that makes it once.
  state = {
    visit: state.visit || field("visit").value,
    revision: Math.max(state.revision || 0, Number(field("based_on").value)),
    changes: state.changes || {},
    sending: state.sending || null,
  };
  if (Number(field("based_on").value) > 0) {
    state.visit = field("visit").value;
  }

  const waits = () => Object.keys(state.changes).length > 0 || state.sending !== null;
  const keep = () => {
    if (waits()) {
      localStorage.setItem(where, JSON.stringify(state));
    } else {
      localStorage.removeItem(where);
    }
  };
  const tell = (text, mark) => {
    status.hidden = false;
    status.textContent = text;
    status.className = "saving " + mark;
    for (const held of document.querySelectorAll("[data-needs-signal] button")) {
      held.disabled = waits();
    }
  };
  const tellUnsent = (why) => tell(status.dataset.unsent + "：" + (why || status.dataset.kept), "late");

  const valueOf = (name) => {
    const controls = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    if (controls[0].type === "radio") {
      return (controls.find((each) => each.checked) || { value: "" }).value;
    }
    if (controls.some((each) => each.type === "checkbox")) {
      return controls.filter((each) => each.checked).map((each) => each.value).join("、");
    }
    return controls[0].value;
  };
  const show = (name, value) => {
    for (const each of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (each.type === "radio") {
        each.checked = each.value === value;
      } else if (each.type === "checkbox") {
        each.checked = value.split("、").includes(each.value);
      } else if (each.type !== "hidden") {
        each.value = value;
      }
    }
  };
  const names = () => [
    ...new Set(
      [...form.querySelectorAll("[name]")]
        .map((each) => each.name)
        .filter((name) => !["command", "visit", "based_on", "csrfmiddlewaretoken"].includes(name)),
    ),
  ];
  const note = (name) => {
    state.changes[name] = valueOf(name);
    for (const beside of [name + ".per"]) {
      if (field(beside)) {
        state.changes[beside] = valueOf(beside);
      }
    }
    if (state.revision === 0 && !state.sending) {
      // The first time, what the form began with (the time, the place) goes along.
      for (const each of names()) {
        if (valueOf(each) && !(each in state.changes) && !each.endsWith(".per")) {
          state.changes[each] = valueOf(each);
        }
      }
    }
    keep();
    tell(status.dataset.sending, "");
    clearTimeout(timer);
    timer = setTimeout(send, WAIT);
  };

  async function post(address, body) {
    body.set("csrfmiddlewaretoken", cookie("csrftoken") || field("csrfmiddlewaretoken").value);
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { "X-Phone": "1" },
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      return { status: 403, told: { sentence: status.dataset.signin } };
    }
    const json = (answer.headers.get("Content-Type") || "").includes("json");
    return { status: answer.status, told: json ? await answer.json() : { sentence: status.dataset.kept } };
  }

  async function send() {
    clearTimeout(timer);
    if (busy || !waits()) {
      return sendPhotos();
    }
    busy = true;
    if (!state.sending) {
      state.sending = { command: newNumber(), based_on: state.revision, changes: state.changes };
      state.changes = {};
      keep();
    }
    const body = new FormData();
    body.set("command", state.sending.command);
    body.set("visit", state.visit);
    body.set("based_on", state.sending.based_on);
    body.set("begun_on", (state.sending.changes.at || valueOf("at")).slice(0, 10));
    for (const [name, value] of Object.entries(state.sending.changes)) {
      body.set(name, value);
    }
    try {
      const { status: code, told } = await post(form.action, body);
      if (code === 200) {
        saved(told);
      } else {
        notSaved(code, told);
      }
    } catch {
      tellUnsent();
      timer = setTimeout(send, RETRY);
    }
    busy = false;
    if (waits() && timer === 0) {
      timer = setTimeout(send, WAIT);
    }
  }

  function saved(told) {
    state.sending = null;
    state.revision = told.revision;
    field("based_on").value = told.revision;
    keep();
    timer = 0;
    if (!waits()) {
      const now = new Date();
      tell(`${status.dataset.saved} ${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`, "now-saved");
      fetch(location.href, { headers: { "X-Keep": "1" } }).catch(() => null); // the copy for no signal
    }
    tellLacks(told.lacks);
    sendPhotos();
  }

  function notSaved(code, told) {
    const back = { ...state.sending.changes, ...state.changes };
    if (told.conflicts) {
      state.changes = back;
      state.sending = null;
      keep();
      askWhich(told, back);
      return;
    }
    if (told.visit) {
      // The other phone has begun: this one writes in the same form and is told where they differ.
      state.visit = told.visit;
      for (const each of document.querySelectorAll("input[name=visit]")) {
        each.value = told.visit;
      }
      state.sending = null;
      state.changes = back;
      state.revision = 0;
      keep();
      timer = setTimeout(send, WAIT);
      return;
    }
    if (code !== 403) {
      // A refusal does not go away by asking again: kept here, with its sentence, until something is changed.
      state.changes = back;
      state.sending = null;
      keep();
    }
    tellUnsent(told.sentence);
    timer = -1;
  }

  function askWhich(told, back) {
    const box = document.getElementById("conflicts");
    box.replaceChildren();
    const head = document.createElement("p");
    head.textContent = told.sentence;
    box.append(head);
    let open = told.conflicts.length;
    for (const each of told.conflicts) {
      const line = document.createElement("p");
      line.append(`${each.title}　`);
      for (const [mark, value] of [["theirs", each.theirs], ["mine", each.mine]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn";
        button.textContent = `${box.dataset[mark]}：${value || box.dataset.empty}`;
        button.addEventListener("click", () => {
          state.changes[each.name] = value;
          show(each.name, value);
          line.remove();
          open -= 1;
          if (open === 0) {
            box.hidden = true;
            state.revision = told.revision;
            keep();
            send();
          }
        });
        line.append(button);
      }
      box.append(line);
    }
    box.hidden = false;
    box.scrollIntoView({ block: "center" });
    tellUnsent(told.sentence);
    timer = -1;
  }

  function tellLacks(lacks) {
    const box = document.getElementById("lacks");
    box.replaceChildren();
    const head = document.createElement("p");
    const list = document.createElement("ul");
    list.className = "plain";
    head.textContent = lacks.length ? box.dataset.head : box.dataset.none;
    head.className = lacks.length ? "word" : "word-yes";
    for (const [id, sentence] of lacks) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = "#" + id;
      link.textContent = sentence;
      item.append(link);
      list.append(item);
    }
    box.append(head, list);
    for (const mark of document.querySelectorAll("[data-wanting]")) {
      const part = document.getElementById(mark.dataset.wanting);
      const here = lacks.filter(([id]) => part.querySelector("#" + CSS.escape(id))).length;
      mark.textContent = here || "";
    }
  }

  // ---- photos ----
  async function smaller(file) {
    const picture = await createImageBitmap(file);
    const by = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * by);
    canvas.height = Math.round(picture.height * by);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
  }
  const showPhoto = (row) => {
    const item = document.createElement("li");
    item.id = "p-" + row.number;
    item.textContent = row.shows + "（" + status.dataset.unsent + "）";
    document.getElementById("photos").append(item);
  };
  async function sendPhotos() {
    const rows = ((await photoShelf("readonly", (shelf) => shelf.getAll())) || []).filter(
      (row) => row.case === form.dataset.case,
    );
    for (const row of rows) {
      if (!document.getElementById("p-" + row.number)) {
        showPhoto(row);
      }
      const body = new FormData();
      body.set("command", row.number);
      body.set("visit", state.visit);
      body.set("number", row.number);
      body.set("shows", row.shows);
      body.set("photo", row.content, "photo.jpg");
      try {
        const { status: code, told } = await post(form.dataset.photo, body);
        const item = document.getElementById("p-" + row.number);
        if (code === 200) {
          await photoShelf("readwrite", (shelf) => shelf.delete(row.number));
          item.textContent = row.shows;
        } else {
          item.textContent = `${row.shows}：${told.sentence}`;
        }
      } catch {
        return;
      }
    }
  }
  const camera = document.getElementById("photo-file");
  camera.addEventListener("change", async () => {
    if (!camera.files.length) {
      return;
    }
    const content = await smaller(camera.files[0]).catch(() => camera.files[0]);
    const shows = document.getElementById("photo-shows").value;
    await photoShelf("readwrite", (shelf) =>
      shelf.put({ number: newNumber(), case: form.dataset.case, shows, content }),
    );
    camera.value = "";
    send();
  });

  // ---- start ----
  for (const plain of document.querySelectorAll(".plainly")) {
    plain.hidden = true;
  }
  for (const [name, value] of Object.entries({ ...(state.sending || {}).changes, ...state.changes })) {
    show(name, value);
  }
  form.addEventListener("input", (event) => note(event.target.name));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  for (const same of form.querySelectorAll("[data-same]")) {
    same.hidden = false;
    same.addEventListener("click", () => {
      show(same.dataset.same, same.dataset.value);
      if (same.dataset.per) {
        show(same.dataset.same + ".per", same.dataset.per);
      }
      note(same.dataset.same);
    });
  }
  for (const locate of form.querySelectorAll("[data-locate]")) {
    if ("geolocation" in navigator) {
      locate.hidden = false;
      locate.addEventListener("click", () =>
        navigator.geolocation.getCurrentPosition((at) => {
          const { latitude, longitude, accuracy } = at.coords;
          show("spot", `${latitude.toFixed(5)},${longitude.toFixed(5)} ±${Math.round(accuracy)}m`);
          note("spot");
        }),
      );
    }
  }
  addEventListener("online", send);
  installWorker(form.dataset.worker);
  if (waits()) {
    tellUnsent();
  }
  send();
}
