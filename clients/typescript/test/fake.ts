// A hotline of which each answer is said beforehand.
import { createClient, NetworkError, type ClientOptions, type TransportRequest } from "minsheng-client";

type Reply = Error | { status?: number; headers?: Record<string, string>; body?: unknown };

export function hotline(replies: Reply[], options: ClientOptions = {}) {
  const asked: TransportRequest[] = [];
  const waited: number[] = [];
  const client = createClient({
    baseUrl: "https://hotline.example/",
    newKey: () => "key-1",
    retry: { random: () => 0.5, sleep: (milliseconds) => (waited.push(milliseconds), Promise.resolve()) },
    transport: (request) => {
      asked.push(request);
      const reply = replies[Math.min(asked.length, replies.length) - 1]!;
      if (reply instanceof Error) return Promise.reject(reply);
      const { status = 200, headers = {}, body = {} } = reply;
      const type = status < 400 ? "application/json" : "application/problem+json";
      return Promise.resolve({ status, headers: { "content-type": type, ...headers }, body: JSON.stringify(body) });
    },
    ...options,
  });
  return { client, asked, waited };
}

export const lost = () => new NetworkError("no answer");
export const problem = (status: number, code: string, headers: Record<string, string> = {}) => ({
  status,
  headers: { "x-request-id": "0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10", ...headers },
  body: { type: `urn:minsheng:problem:${code}`, title: "t", status, detail: `detail of ${code}`, code },
});
