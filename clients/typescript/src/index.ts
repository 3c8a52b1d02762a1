export * from "./common.js";
export { signWebhook, verifyWebhook, WebhookError, type Delivery, type VerifyOptions, type WebhookFault, type WebhookHeaders } from "./webhook.js";
