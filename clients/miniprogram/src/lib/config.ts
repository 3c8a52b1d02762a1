/** What a city sets before it uploads the mini-program. */
export const config = {
  /** Where the hotline is; among the mini-program's request domains. */
  baseUrl: "https://12345.example.gov.cn",
  /** What people call for help at once, whatever the matter. */
  emergency: ["110", "119", "120"],
  hotline: "12345",
};
