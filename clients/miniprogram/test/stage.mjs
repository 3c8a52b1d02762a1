// A phone: pages as they are built, on WeChat's own simulation, with what the system would ask answered beforehand.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { JSDOM } from "jsdom";

const require = createRequire(import.meta.url);
const dist = fileURLToPath(new URL("../dist", import.meta.url));

const { window } = new JSDOM("<!doctype html><body></body>", { url: "https://phone.test/" });
for (const name of ["window", "document", "Event", "CustomEvent", "Node", "HTMLElement", "Element", "MutationObserver"]) {
  globalThis[name] = name === "window" ? window : window[name];
}

/** What the phone has kept, was asked for, and shows beside the pages. */
export const phone = { kept: new Map(), log: [], language: "zh_CN", code: "login-code", files: new Map(), consents: "accept" };

/** Answers requests; a test puts its own in its place. */
export const network = { answer: undefined };

const ok = (options, result = {}) => queueMicrotask(() => options.success?.(result));
globalThis.wx = {
  getStorageSync: (name) => phone.kept.get(name) ?? "",
  setStorageSync: (name, value) => void phone.kept.set(name, structuredClone(value)),
  removeStorageSync: (name) => void phone.kept.delete(name),
  getAppBaseInfo: () => ({ language: phone.language, SDKVersion: "3.0.0" }),
  getDeviceInfo: () => ({ platform: "devtools" }),
  getSystemInfoSync: () => ({ SDKVersion: "3.0.0", platform: "devtools", windowWidth: 375 }),
  getWindowInfo: () => ({ windowWidth: 375, windowHeight: 700, pixelRatio: 2 }),
  getAccountInfoSync: () => ({ miniProgram: { envVersion: "develop" } }),
  canIUse: () => false,
  getRandomValues: (options) => ok(options, { randomValues: crypto.getRandomValues(new Uint8Array(options.length)).buffer }),
  login: (options) => ok(options, { code: phone.code }),
  chooseLocation: (options) => ok(options, { name: "解放西路", address: "长沙市芙蓉区", latitude: 28.19, longitude: 112.98 }),
  chooseMedia: (options) => ok(options, { tempFiles: [...phone.files.keys()].map((tempFilePath) => ({ tempFilePath })) }),
  getFileSystemManager: () => ({
    stat: (options) => ok(options, { stats: { size: phone.files.get(options.path).length } }),
    readFile: (options) => {
      const bytes = phone.files.get(options.filePath).slice(options.position, options.position + options.length);
      ok(options, { data: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) });
    },
  }),
  nextTick: (work) => queueMicrotask(work),
  request(options) {
    Promise.resolve()
      .then(() => network.answer(options))
      .then(
        ({ status = 200, body = {}, headers = {} }) =>
          options.success({
            statusCode: status,
            header: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers },
            data: typeof body === "string" ? body : JSON.stringify(body),
          }),
        (error) => options.fail({ errMsg: `request:fail ${error.message}` }),
      );
    return { abort() {} };
  },
};
for (const name of ["setTabBarItem", "setNavigationBarTitle", "makePhoneCall", "setClipboardData", "navigateTo", "switchTab", "navigateBack", "showToast", "stopPullDownRefresh"]) {
  globalThis.wx[name] = (options) => {
    phone.log.push([name, options]);
    ok(options ?? {});
  };
}
globalThis.wx.requestSubscribeMessage = (options) => {
  phone.log.push(["requestSubscribeMessage", options]);
  // Turned off in the mini-program's settings.
  if (phone.consents === "off") return queueMicrotask(() => options.fail({ errCode: 20004, errMsg: "requestSubscribeMessage:fail" }));
  ok(options, Object.fromEntries(options.tmplIds.map((id) => [id, phone.consents])));
};

globalThis.getApp = () => undefined;
globalThis.getCurrentPages = () => [];

const simulate = require("miniprogram-simulate");

/** A module of the mini-program, as its pages see it. */
export const lib = (name) => require(`${dist}/lib/${name}.js`);

/** A page that is shown; `query` is what its address says. */
export async function page(name, query) {
  const id = simulate.load(`${dist}/pages/${name}/index`, "page", { rootPath: dist, compiler: "official" });
  const shown = simulate.render(id);
  shown.attach(document.body.appendChild(document.createElement("div")));
  shown.instance.onLoad?.(query ?? {});
  shown.triggerPageLifeTime("show");
  await settled();
  return shown;
}

/** Until nothing that was begun is under way. */
export async function settled(until) {
  for (let turn = 0; turn < 400; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (until ? until() : turn >= 4) return;
  }
  throw new Error("the page does not settle");
}

/** What somebody reads on it. */
export const text = (shown) => shown.dom.textContent.replace(/\s+/g, " ").trim();

/** As if the phone were new. */
export function fresh() {
  phone.kept.clear();
  phone.log.length = 0;
  phone.files.clear();
  phone.language = "zh_CN";
  phone.consents = "accept";
  document.body.innerHTML = "";
}
