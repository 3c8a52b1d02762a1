// Node-RED without its editor: the flow is what is run.
module.exports = {
    flowFile: 'flows.json',
    httpAdminRoot: false,
    httpNodeRoot: false,
    uiHost: '127.0.0.1',
    uiPort: Number(process.env.PORT ?? 1880),
    // No telemetry and nothing from outside.
    telemetry: { enabled: false },
    externalModules: { autoInstall: false, palette: { allowInstall: false }, modules: { allowInstall: false } },
    functionExternalModules: false,
    contextStorage: { default: { module: 'memory' } },
    logging: { console: { level: 'info', metrics: false, audit: false } },
};
