// Made of schemas/openapi.json by `npm run generate`; not written by hand.
/** The paths whose POST takes an `Idempotency-Key`. */
export const keyed: ReadonlySet<string> = new Set([
  "/open311/v2/requests.json",
  "/open311/v2/requests.xml",
  "/open311/v2/servicerequestupdates.json",
  "/open311/v2/servicerequestupdates.xml",
  "/v1/incidents/{id}/notice",
  "/v1/keys",
  "/v1/knowledge",
  "/v1/notices",
  "/v1/surveys",
  "/v1/surveys/{id}/answers",
  "/v1/tickets",
  "/v1/tickets/{id}/assignment",
  "/v1/tickets/{id}/attachments",
  "/v1/tickets/{id}/classification",
  "/v1/tickets/{id}/rating",
  "/v1/tickets/{id}/updates",
  "/v1/webhooks",
]);
