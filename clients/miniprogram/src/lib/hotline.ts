import { createClient, isProblem, miniProgram, type Minsheng, type RetryOptions } from "minsheng-client";
import { config } from "./config";
import { codeOf, language, look } from "./store";
import { fill } from "./words";

/** In memory alone: it is good for half an hour, and the next one costs the citizen nothing. */
let session: { token: string; until: number } | undefined;
let refused = false;

/** As if the mini-program had just been opened. */
export function forget(): void {
  session = undefined;
  refused = false;
}

/** How long it waits before it tries again. */
export const retry: RetryOptions = {};

/** The hotline as anybody may call it, in the language of the pages. */
export const anybody = (): Minsheng => createClient({ baseUrl: config.baseUrl, language: language(), retry, ...miniProgram(wx) });

/** As the citizen who uses this WeChat, where the installation knows WeChat; else as anybody. */
export async function citizen(): Promise<Minsheng> {
  const token = await logIn();
  return token === undefined ? anybody() : anybody().with({ token });
}

/** For one ticket: its reporter by the code that is kept here, else the citizen. */
export async function reporter(id: string): Promise<Minsheng> {
  const code = codeOf(id);
  return code === undefined ? citizen() : anybody().with({ queryCode: code });
}

async function logIn(): Promise<string | undefined> {
  if (session && Date.now() < session.until) return session.token;
  if (refused) return undefined;
  try {
    const code = await new Promise<string>((resolve, reject) =>
      wx.login({ success: (result) => resolve(result.code), fail: ({ errMsg }) => reject(new Error(errMsg)) }),
    );
    const { data } = await anybody().call<{ access_token: string; expires_in: number }>("post", "/v1/auth/wechat", { body: { code } });
    // A minute early, so that none ends on its way.
    session = { token: data.access_token, until: Date.now() + (data.expires_in - 60) * 1000 };
    return session.token;
  } catch (error) {
    // Everything works without it, by query codes; an installation that has no log-in is not asked again.
    refused = isProblem(error) && error.status !== 429;
    return undefined;
  }
}

/** What went wrong, what was kept, and the reference that the hotline finds it by. */
export function explain(error: unknown): string {
  const { w } = look();
  if (!isProblem(error)) return w.offline;
  const fields = error.errors.map(({ detail }) => detail).join("；");
  return (fields || error.message) + (error.requestId ? fill(w.reference, error.requestId.slice(0, 8)) : "");
}
