// Made of schemas/openapi.json by `npm run generate`; not written by hand.
export interface paths {
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This interface as a page for people
         * @description Made of this document, with its own words in Chinese or English. It has no scripts and needs nothing from elsewhere.
         *
         *     Everybody may call it.
         */
        get: operations["readDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/embed.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A script that puts a link to the hotline's form, or the form itself, into another page
         * @description For one script tag of another page; its `data-` attributes fill in fields. It loads nothing and needs nothing else.
         *
         *     Everybody may call it.
         */
        get: operations["embedScript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/discovery.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: where the service is and what it speaks
         * @description GeoReport v2 service discovery, in this form.
         *
         *     Everybody may call it.
         */
        get: operations["open311DiscoveryJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/discovery.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: where the service is and what it speaks
         * @description GeoReport v2 service discovery, in this form.
         *
         *     Everybody may call it.
         */
        get: operations["open311Discovery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/bulk.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: GeoReport Bulk, all public requests of a span of time as CSV
         * @description A row for each, with a header; of 90 days at most.
         *
         *     Everybody may call it.
         */
        get: operations["open311Bulk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/discovery.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: where the service is and what it speaks
         * @description GeoReport v2 service discovery, in this form.
         *
         *     Everybody may call it.
         */
        get: operations["open311DiscoveryV2Json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/discovery.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: where the service is and what it speaks
         * @description GeoReport v2 service discovery, in this form.
         *
         *     Everybody may call it.
         */
        get: operations["open311DiscoveryV2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/requests.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: requests that are public
         * @description At most 1000, the newest first, of 90 days at most. What is protected is in no list. `status` is written as one likes.
         *
         *     Everybody may call it.
         */
        get: operations["open311ListRequestsJson"];
        put?: never;
        /**
         * Open311: hand in a request
         * @description The demand goes the way of any other. One of `lat` and `long`, `address_string` and `address_id` is needed. `attribute[CODE]` answers what the service asks.
         *
         *     For integrator. An API key has to be good for `tickets:write`.
         */
        post: operations["open311PostRequestJson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/requests.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: requests that are public
         * @description At most 1000, the newest first, of 90 days at most. What is protected is in no list. `status` is written as one likes.
         *
         *     Everybody may call it.
         */
        get: operations["open311ListRequests"];
        put?: never;
        /**
         * Open311: hand in a request
         * @description The demand goes the way of any other. One of `lat` and `long`, `address_string` and `address_id` is needed. `attribute[CODE]` answers what the service asks.
         *
         *     For integrator. An API key has to be good for `tickets:write`.
         */
        post: operations["open311PostRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: one request; its number with `.xml` or `.json` behind it
         * @description 404 for one that is protected. Without an ending it is XML.
         *
         *     Everybody may call it.
         */
        get: operations["open311ReadRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/servicerequestupdates.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: what became of requests that came in through it
         * @description The oldest first, at most 1000, of 90 days at most.
         *
         *     Everybody may call it.
         */
        get: operations["open311ListUpdatesJson"];
        put?: never;
        /**
         * Open311: add to a request that the same key handed in
         * @description It becomes a supplement of the citizen's demand. The same `update_id` again adds nothing.
         *
         *     For integrator (their own). An API key has to be good for `tickets:write`.
         */
        post: operations["open311PostUpdateJson"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/servicerequestupdates.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: what became of requests that came in through it
         * @description The oldest first, at most 1000, of 90 days at most.
         *
         *     Everybody may call it.
         */
        get: operations["open311ListUpdates"];
        put?: never;
        /**
         * Open311: add to a request that the same key handed in
         * @description It becomes a supplement of the citizen's demand. The same `update_id` again adds nothing.
         *
         *     For integrator (their own). An API key has to be good for `tickets:write`.
         */
        post: operations["open311PostUpdate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/services.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: what can be asked for
         * @description The places of the taxonomy; a code never changes its meaning.
         *
         *     Everybody may call it.
         */
        get: operations["open311ListServicesJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/services.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: what can be asked for
         * @description The places of the taxonomy; a code never changes its meaning.
         *
         *     Everybody may call it.
         */
        get: operations["open311ListServices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/services/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: what has to be said with a service; the code with `.xml` or `.json` behind it
         * @description Kind, whether a reply is wanted, secrecy, and what the city asks beside. Without an ending it is XML.
         *
         *     Everybody may call it.
         */
        get: operations["open311ReadService"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/open311/v2/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open311: the number that a token stands for; here they are the same
         * @description Every request has its number at once. Without an ending it is XML.
         *
         *     Everybody may call it.
         */
        get: operations["open311ReadToken"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This interface as OpenAPI 3.1
         * @description Kept by caches for an hour, under a tag; sent packed to whoever takes gzip.
         *
         *     Everybody may call it.
         */
        get: operations["readInterface"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The accounts of staff
         * @description In the order in which they were added, without anything secret.
         *
         *     For admin.
         */
        get: operations["listAccounts"];
        put?: never;
        /**
         * Add an account of staff
         * @description The user name never changes: it stands in the history of what its holder does.
         *
         *     For admin.
         */
        post: operations["addAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One account
         * @description With whether its log-in has to wait, and until when.
         *
         *     For admin.
         */
        get: operations["readAccount"];
        /**
         * Change an account: what is left out stays; what changes its rights or its password ends its sessions
         * @description The last administrator who can log in cannot be deactivated (409), nor can oneself.
         *
         *     For admin.
         */
        put: operations["replaceAccount"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an account's second factor away, which ends its sessions
         * @description For somebody who lost it: at the next log-in a new one can be set up.
         *
         *     For admin.
         */
        delete: operations["removeFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget the wrong passwords that were tried for an account
         * @description Its holder may try again at once.
         *
         *     For admin.
         */
        delete: operations["unlockAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{id}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log an account out everywhere
         * @description Answers how many sessions ended. Access tokens are refused within seconds.
         *
         *     For admin.
         */
        post: operations["revokeSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adopted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people's suggestions have changed, newest first
         * @description Without whose they were: an entry's id leads to no ticket.
         *
         *     Everybody may call it.
         */
        get: operations["listAdopted"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/adopted.atom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people's suggestions have changed as an Atom feed
         * @description Atom 1.0 (RFC 4287), the newest 50. Caches may keep it for as long as it says.
         *
         *     Everybody may call it.
         */
        get: operations["adoptedAtom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log, newest first
         * @description Append-only and chained by hashes. Reading it is itself on it.
         *
         *     For admin.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the audit log is as it was written
         * @description Walks along the chain, 20,000 rows at a time: `next` goes into `after`. `head_seq` and `head_hash` together name an end of the log that somebody kept; one without the other is refused.
         *
         *     For admin.
         */
        get: operations["verifyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/citizens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A citizen's token for a telephone number and the code that was sent to it
         * @description Good for the tickets of that number, however the number was written when they were handed in.
         *
         *     Everybody may call it.
         */
        post: operations["logInCitizen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a one-time code to a mobile telephone
         * @description By short message, where the hotline has a gateway (503 where not). Limited by number and by client.
         *
         *     Everybody may call it.
         */
        post: operations["sendCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to set up a second factor, with the password
         * @description Answers the secret for an authenticator (RFC 6238), which is shown this once.
         *
         *     Everybody may call it.
         */
        post: operations["enrolFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/factor/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show that the authenticator works: log-in asks for it from then on
         * @description With a code that the authenticator shows. Answers recovery codes, which are shown this once.
         *
         *     Everybody may call it.
         */
        post: operations["confirmFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with user name and password
         * @description With the second factor where the account has one. Wrong ones are counted by account and by client, and then have to wait.
         *
         *     Everybody may call it.
         */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a session
         * @description The session's tokens are no longer good. That it is over already is no error.
         *
         *     Everybody may call it.
         */
        post: operations["logOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the token says
         * @description `sub`, roles, department and scopes as this installation understands them.
         *
         *     For reporter (their own), agent, handler (what their department leads or assists), supervisor, publisher, admin, system, integrator (their own).
         */
        get: operations["whoAmI"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the own password, which ends the account's other sessions
         * @description Every other session of the account ends.
         *
         *     For agent, handler, supervisor, publisher, admin.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New tokens for those of a session, which are then used up
         * @description A refresh token is good for one use; one that is used twice ends its session.
         *
         *     Everybody may call it.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/wechat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A citizen's token for a code that WeChat gave the city's mini-program (`wx.login`)
         * @description The token opens what was handed in with such a token of the same person, and `GET /v1/my/tickets` lists it. WeChat is asked whose the code is; of that person a keyed hash is kept, and nothing else
         *
         *     Everybody may call it.
         */
        post: operations["logInWeChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/callers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The newest 50 tickets that came from a telephone number
         * @description However the number is written. Looking is on the audit log, without the number.
         *
         *     For agent, supervisor.
         */
        post: operations["lookUpCaller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report telephone calls, one or up to a hundred; each is counted once by its id
         * @description As the telephone system counts them; for connect rates. A call that changes is 422 `conflict`.
         *
         *     For agent, system, integrator. An API key has to be good for `calls:write`.
         */
        post: operations["recordCalls"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The dispatch catalogue
         * @description Which department leads for what, and where; the most specific rule decides.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system.
         */
        get: operations["readCatalogue"];
        /**
         * Give the dispatch catalogue its next version
         * @description All rules at once; earlier versions stay. The answer warns of rules that cannot win.
         *
         *     For admin.
         */
        put: operations["replaceCatalogue"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which rule of the catalogue a demand would be dispatched by, and why
         * @description Reads the text as a demand that is handed in, and stores nothing.
         *
         *     For agent, supervisor, admin.
         */
        get: operations["tryCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/classify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suggest a classification for a text
         * @description The same reading that a demand gets when it is handed in; nothing is stored. Limited by client.
         *
         *     Everybody may call it.
         */
        post: operations["classifyText"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand events out to the receivers that are due; safe to call at any time
         * @description At least once, in the order of each subject, with a back-off for whoever fails. Called every second by the host; two calls at once do not do it twice. The body may be empty.
         *
         *     For admin, system. An API key has to be good for `tick`.
         */
        post: operations["deliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The departments
         * @description All of them on one page, those that are retired included.
         *
         *     Everybody may call it.
         */
        get: operations["listDepartments"];
        put?: never;
        /**
         * Add a department, or change the one with this code (200): what is left out stays
         * @description A department is known by its code. `retired` closes it: it gets nothing new, and the answer lists the open tickets that it still leads. One that the catalogue names cannot be retired.
         *
         *     For admin.
         */
        post: operations["addDepartment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened, as CloudEvents in their order, and where to go on
         * @description `next` is there at the end, too: keep it, and ask again with `after` that, at once while `more` is true. A handler reads of their department's tickets, a key of those that it handed in. Of what is protected no more is said than that something happened.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system, integrator (their own). An API key has to be good for `events:read`.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as a batch of CloudEvents; `Link` says where to go on
         * @description As `GET /v1/events`, in the batch format of CloudEvents.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system, integrator (their own). An API key has to be good for `events:read`.
         */
        get: operations["listEventBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One event as a structured CloudEvent
         * @description Its id never changes, and is a place to go on from.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system, integrator (their own). An API key has to be good for `events:read`.
         */
        get: operations["readEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take over another system's old tickets, up to fifty, each once; of what has ended nobody is told
         * @description Each is taken once, by `source` and its `external_ref`, and read by itself: one that is wrong is `refused` with its errors, and keeps out no other. What has ended starts nothing and is told to nobody; what is open is work from now on. All that are new are stored together; a dry run stores nothing. Where the source begins with `demo-` the references are `SOURCE-1` to `SOURCE-200`, and all of it can be taken out again.
         *
         *     For admin, system.
         */
        post: operations["importTickets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/import/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take out the made-up tickets of a demonstration, with their events and what they count for
         * @description Of a source whose name begins with `demo-`, and of no other. What was merged with tickets of others stays. One line of the audit log tells of it.
         *
         *     For admin.
         */
        delete: operations["removeDemonstration"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Emergencies of the last two weeks: which reports are one, who was called, who has acknowledged
         * @description Reports that were merged, that are of one matter in one place within two hours, or that are one hot spot, are one incident, by the number of its first ticket.
         *
         *     For agent, supervisor, publisher, admin.
         */
        get: operations["listIncidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/incidents/{id}/notice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell everybody of an incident by a notice
         * @description The notice is pinned, and for the districts of all reports.
         *
         *     For publisher, supervisor, admin.
         */
        post: operations["tellOfIncident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The API keys of other systems, without their secrets
         * @description The newest first, with when they were last used, by the day.
         *
         *     For admin.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key, which is shown this once
         * @description Scopes say what it is good for. Only a hash of it is kept.
         *
         *     For admin.
         */
        post: operations["addKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description It opens nothing within seconds. Revoking it again changes nothing.
         *
         *     For admin.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The knowledge base: what holds now, newest first, or what fits the words best; all of it for publishers
         * @description Words are looked for in titles and texts, best first and up to 200. `state=all` and `due_for_review` take a role that keeps the knowledge base.
         *
         *     Everybody may call it.
         */
        get: operations["listKnowledge"];
        put?: never;
        /**
         * Add an entry to the knowledge base, published or as a draft
         * @description `draft: true` keeps it from everybody else until it is published by a change.
         *
         *     For publisher, admin.
         */
        post: operations["addKnowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What stands out in a reply before it is handed in: hints, never a verdict
         * @description Says what a supervisor might ask back for: a question not answered, no date, a phrase that says nothing.
         *
         *     For agent, handler, supervisor.
         */
        post: operations["checkReply"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge/suggest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Entries that may help with what is being written, at most five
         * @description For forms and call takers: titles and scores, and excerpts for staff.
         *
         *     Everybody may call it.
         */
        post: operations["suggestKnowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One entry of the knowledge base
         * @description With the draft of its next version, for whoever keeps the knowledge base.
         *
         *     Everybody may call it.
         */
        get: operations["readKnowledge"];
        /**
         * Give an entry its next version: what is left out stays, and a draft stays one until `draft` is false
         * @description Earlier versions stay on record. 412 when it has changed since the version in `If-Match`.
         *
         *     For publisher, admin.
         */
        put: operations["replaceKnowledge"];
        post?: never;
        /**
         * Withdraw an entry
         * @description It is no longer found; whoever keeps the knowledge base still sees it.
         *
         *     For publisher, admin.
         */
        delete: operations["withdrawKnowledge"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge/{id}/helpful": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say whether an entry was helpful
         * @description Counted once by client and day.
         *
         *     Everybody may call it.
         */
        post: operations["judgeKnowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/knowledge/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The versions of an entry, newest first: who changed it when, and to what
         * @description Each whole, so that any two can be compared.
         *
         *     For publisher, admin.
         */
        get: operations["listKnowledgeVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a message would say; nothing is sent
         * @description Of a ticket that is made up, in the words of the settings or those that are sent.
         *
         *     For admin.
         */
        post: operations["previewMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/replies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand on what was answered to short messages, up to a hundred: those on duty acknowledge by it
         * @description 1, 收到, 确认, 好, OK or yes, from the number of somebody on duty, acknowledges the call that they had last. Whatever else is answered, and whoever else answers, is ignored.
         *
         *     For admin, system, integrator. An API key has to be good for `messages:write`.
         */
        post: operations["takeReplies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report what became of messages that a gateway had taken, up to a hundred
         * @description By the `id` under which each was handed over. What has bounced is not written to again; somebody on duty who cannot be reached is not waited for. Each says something once; `unknown` names no message.
         *
         *     For admin, system, integrator. An API key has to be good for `messages:write`.
         */
        post: operations["reportMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/messages/wechat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The templates of WeChat's subscription messages that consent can be asked for
         * @description By what each tells of. Empty where nobody can be told through WeChat.
         *
         *     Everybody may call it.
         */
        get: operations["listWeChatTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The models that can classify, and which of them does
         * @description The built-in model, those that were uploaded, and which was active when. The `ETag` is for changes.
         *
         *     For supervisor, admin.
         */
        get: operations["listModels"];
        put?: never;
        /**
         * Upload a model of the city's own; it does not classify yet
         * @description The bytes that `minsheng train` made, at most 1 MiB. It is checked whole before it is kept.
         *
         *     For admin.
         */
        post: operations["uploadModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the model classify that did before
         * @description The one that was active before the present one; 409 where there was none.
         *
         *     For admin.
         */
        post: operations["rollBackModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/settled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Messages with the category that a person has settled, to learn from
         * @description Personal data are masked. Reading them is on the audit log.
         *
         *     For admin.
         */
        get: operations["listSettled"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}/activation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a model classify
         * @description From the next demand on. It is on the audit log, and can be taken back by a rollback.
         *
         *     For admin.
         */
        post: operations["activateModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{id}/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a model on tickets whose category is settled, beside the one that classifies
         * @description Counts how often each of the two would have said what a person settled, by category.
         *
         *     For admin.
         */
        post: operations["tryModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/my/data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A copy of everything that the hotline has of a citizen, page by page
         * @description The right of access under the personal information protection law, as data that can be taken away.
         *
         *     For reporter (their own).
         */
        get: operations["readMyData"];
        put?: never;
        post?: never;
        /**
         * Delete who reported on every ticket of a citizen on which nothing is owed any more
         * @description Tickets on which something is still owed are left out and named; go on by `cursor` where `next` is given.
         *
         *     For reporter (their own).
         */
        delete: operations["eraseMyData"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/my/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The tickets of the citizen whose telephone was proved, newest first
         * @description Those that were handed in under the number that the token proves, or with that token.
         *
         *     For reporter (their own).
         */
        get: operations["listMyTickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Notices that are out; all of them for publishers
         * @description Pinned ones first, then the newest. `category` is one of the city's own, or 400 with their list.
         *
         *     Everybody may call it.
         */
        get: operations["listNotices"];
        put?: never;
        /**
         * Publish or schedule a notice
         * @description At once, or at `publish_at`. The body is Markdown.
         *
         *     For publisher.
         */
        post: operations["publishNotice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices.atom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest notices as an Atom feed
         * @description Atom 1.0 (RFC 4287), the newest 50. Caches may keep it for as long as it says.
         *
         *     Everybody may call it.
         */
        get: operations["noticesAtom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Notices of what takes place as a calendar to subscribe to (iCalendar); what was withdrawn is cancelled
         * @description iCalendar (RFC 5545): a change raises `SEQUENCE`, and what was withdrawn is `CANCELLED`. Caches may keep it for as long as it says.
         *
         *     Everybody may call it.
         */
        get: operations["noticesCalendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest notices as a JSON feed
         * @description JSON Feed 1.1, the newest 50. Caches may keep it for as long as it says.
         *
         *     Everybody may call it.
         */
        get: operations["noticesJson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One notice
         * @description As Markdown, with its state. One that is not out is there for publishers alone.
         *
         *     Everybody may call it.
         */
        get: operations["readNotice"];
        /**
         * Change a notice: what is left out stays; one that was withdrawn is published again
         * @description Say the version that the change is based on by `If-Match`; 412 when it has changed since.
         *
         *     For publisher.
         */
        put: operations["replaceNotice"];
        post?: never;
        /**
         * Withdraw a notice
         * @description It is no longer shown; publishers still see it, and can publish it again by a change.
         *
         *     For publisher.
         */
        delete: operations["withdrawNotice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send citizens the messages that are due, and call those on duty; safe to call at any time
         * @description Any number of calls at once send each message once; `more` says that there is more to do at once. The body may be empty.
         *
         *     For admin, system. An API key has to be good for `tick`.
         */
        post: operations["notify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oncall": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is called in an emergency; only administrators see whole numbers
         * @description Version 0 where nobody was named yet. Whoever sees whole numbers stands in the audit log.
         *
         *     For supervisor, admin.
         */
        get: operations["readOncall"];
        /**
         * Say who is called in an emergency: what is left out stays
         * @description Departments have to be there, numbers mobile ones. The people of the first step are called at once, those of the next `minutes` later, the supervisors last.
         *
         *     For admin.
         */
        put: operations["replaceOncall"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oncall/ack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The page behind the link of a call, with one button
         * @description For a person. It acknowledges nothing by itself, since programs that look at links open them as well.
         *
         *     Everybody may call it.
         */
        get: operations["openAcknowledgement"];
        put?: never;
        /**
         * Acknowledge a call with what its link holds
         * @description Nobody else is called from then on. A second time it says who was first.
         *
         *     Everybody may call it.
         */
        post: operations["acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This interface as OpenAPI 3.1, at its first place
         * @description The same document as `/openapi.json`, at the place that it had before.
         *
         *     Everybody may call it.
         */
        get: operations["readOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/qr.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The code to be photographed of a link to the hotline's form with fields filled in, or to a survey, as SVG
         * @description Leads to the address that the operator has set, else to the one that was called. A picture to be printed in any size.
         *
         *     Everybody may call it.
         */
        get: operations["readQrCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the hotline can work: its variables, its database, its keys; for hosts and orchestrators
         * @description 204 when it can; 500 or 503 when not, with the cause in the log.
         *
         *     Everybody may call it.
         */
        get: operations["checkReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Deadlines, limits and the calendar in force
         * @description What the city has decided: deadlines, limits, calendar, retention, reasons, and more.
         *
         *     Everybody may call it.
         */
        get: operations["readSettings"];
        /**
         * Give the settings their next version: what is left out stays
         * @description Earlier versions stay, and tickets keep the deadlines that they were given.
         *
         *     For admin.
         */
        put: operations["replaceSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Earlier tickets that are like a text, while it is being written
         * @description Numbers and scores only, for a form in which somebody is writing: nothing of what others wrote is told.
         *
         *     Everybody may call it.
         */
        post: operations["findSimilar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/hotspots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hot spots: many citizens with one matter, the hottest first
         * @description Found by the scheduled work; with the tickets of each for whoever may see tickets.
         *
         *     For supervisor, admin, agent, handler (what their department leads or assists), system, integrator. An API key has to be good for `stats:read`.
         */
        get: operations["readHotspots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/hotspots.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hot spots: many citizens with one matter, the hottest first: the whole of it as CSV
         * @description Found by the scheduled work; with the tickets of each for whoever may see tickets.
         *
         *     For supervisor, admin, agent, handler (what their department leads or assists), system, integrator. An API key has to be good for `stats:read`.
         */
        get: operations["readHotspotsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/kpi": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Assessment: what was counted in a period, and the rates made of it
         * @description Every rate with its numerator, denominator and what was left out. Days are the city's; a period is ten years at most, and ends no earlier than it begins.
         *
         *     For supervisor, admin, agent, handler (what their department leads or assists), system, integrator. An API key has to be good for `stats:read`.
         */
        get: operations["readKpi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/kpi.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Assessment: what was counted in a period, and the rates made of it: the whole of it as CSV
         * @description Every rate with its numerator, denominator and what was left out. Days are the city's; a period is ten years at most, and ends no earlier than it begins.
         *
         *     For supervisor, admin, agent, handler (what their department leads or assists), system, integrator. An API key has to be good for `stats:read`.
         */
        get: operations["readKpiCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/public": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the hotline works, for everybody: twelve months in figures
         * @description Of fewer than ten demands nothing but that there are few is told.
         *
         *     Everybody may call it.
         */
        get: operations["readPublicFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/topics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people come with week by week, and what rises or falls
         * @description Each with its share, its weeks, and how sure a rise or fall is.
         *
         *     For supervisor, admin, agent, handler (what their department leads or assists), system, integrator. An API key has to be good for `stats:read`.
         */
        get: operations["readTopics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/topics.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people come with week by week, and what rises or falls: the whole of it as CSV
         * @description Each with its share, its weeks, and how sure a rise or fall is.
         *
         *     For supervisor, admin, agent, handler (what their department leads or assists), system, integrator. An API key has to be good for `stats:read`.
         */
        get: operations["readTopicsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One measure of assessment as a series over time
         * @description By day, week or month, 750 points at most. What is counted of calls is told apart by channel alone.
         *
         *     For supervisor, admin, agent, handler (what their department leads or assists), system, integrator. An API key has to be good for `stats:read`.
         */
        get: operations["readTrend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stats/trend.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One measure of assessment as a series over time: the whole of it as CSV
         * @description By day, week or month, 750 points at most. What is counted of calls is told apart by channel alone.
         *
         *     For supervisor, admin, agent, handler (what their department leads or assists), system, integrator. An API key has to be good for `stats:read`.
         */
        get: operations["readTrendCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/surveys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Surveys that are open or closed, newest first; all of them for staff who see them
         * @description With their questions. Drafts and what was withdrawn are for staff who see surveys.
         *
         *     Everybody may call it.
         */
        get: operations["listSurveys"];
        put?: never;
        /**
         * Publish a survey, or keep it as a draft
         * @description Questions are answered by one option, several, a number of a scale, or own words. It opens at `opens_at`, by default at once.
         *
         *     For publisher, admin.
         */
        post: operations["addSurvey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/surveys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One survey with its questions
         * @description One that is not out is there for staff who see surveys alone.
         *
         *     Everybody may call it.
         */
        get: operations["readSurvey"];
        /**
         * Change a survey: what is left out stays, and so do questions that somebody has answered
         * @description Say the version that the change is based on by `If-Match`; 412 when it has changed since.
         *
         *     For publisher, admin.
         */
        put: operations["replaceSurvey"];
        post?: never;
        /**
         * Withdraw a survey
         * @description It is no longer shown or answered; a change of it publishes it again.
         *
         *     For publisher, admin.
         */
        delete: operations["withdrawSurvey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/surveys/{id}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was written in own words, question by question, in an order that tells nothing
         * @description Nobody learns from it who wrote what, nor what else they answered.
         *
         *     For publisher, supervisor, admin.
         */
        get: operations["listSurveyTexts"];
        put?: never;
        /**
         * Answer a survey, each person once; who it was is not stored
         * @description Personal data in own words are masked. Whoever has proved a telephone is one person; 409 for a second answer, and once it is closed. Send an `Idempotency-Key` to be able to send it again.
         *
         *     Everybody may call it.
         */
        post: operations["answerSurvey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/surveys/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a survey has come to, with margins: for everybody once it is closed if its results are public, for staff who see surveys at any time
         * @description Counts and shares with their margins of error, by district and age band where these were asked; groups too small to hide in are left out.
         *
         *     Everybody may call it.
         */
        get: operations["readSurveyResults"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/surveys/{id}/results.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a survey has come to, with margins: for everybody once it is closed if its results are public, for staff who see surveys at any time: the whole of it as CSV
         * @description Counts and shares with their margins of error, by district and age band where these were asked; groups too small to hide in are left out.
         *
         *     Everybody may call it.
         */
        get: operations["readSurveyResultsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/taxonomy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The taxonomy of demands, three levels, in both languages
         * @description 15 categories, 118 and 517 below them. Changes with a release alone.
         *
         *     Everybody may call it.
         */
        get: operations["readTaxonomy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tick": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do the scheduled work that is due; safe to call at any time
         * @description Deadlines and their reminders, escalation, what was not understood in time, retention. Two calls at once do not do it twice. The body may be empty.
         *
         *     For admin, system. An API key has to be good for `tick`.
         */
        post: operations["runScheduled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tick/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Scan what waits for it, and delete what nobody finished or nobody needs any more; a scheduler calls it
         * @description Two calls at once do not do it twice. The body may be empty.
         *
         *     For admin, system. An API key has to be good for `tick`.
         */
        post: operations["tendAttachments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tick/index": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do as much of the scheduled work as cannot wait a minute: index what came in
         * @description From then on they are found by their words. Called every second; the body may be empty.
         *
         *     For admin, system. An API key has to be good for `tick`.
         */
        post: operations["indexTickets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The work list: filter, search, sort, page, export
         * @description Filters are combined; `next` leads to the next page and stays right while tickets come in. A handler sees what their department leads or assists, a key what it handed in, and no filter widens that. `owes`, `needs_review`, `reporters`, `q` and the orders by deadline are staff's (400 `elsewhere`), `sort=updated` is for keys.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system, integrator (their own). An API key has to be good for `tickets:read`.
         */
        get: operations["listTickets"];
        put?: never;
        /**
         * Take a citizen's demand
         * @description Only `content` is needed. The demand is understood, dispatched where the catalogue is sure of it, and stored once; the receipt holds the ticket's number and its query code, which is shown this once. Whatever sounds like danger is answered with whom to call. Send an `Idempotency-Key` to be able to send it again.
         *
         *     Everybody may call it. An API key has to be good for `tickets:write`.
         */
        post: operations["submitTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The work list: filter, search, sort, page, export: the whole of it as CSV
         * @description Filters are combined; `next` leads to the next page and stays right while tickets come in. A handler sees what their department leads or assists, a key what it handed in, and no filter widens that. `owes`, `needs_review`, `reporters`, `q` and the orders by deadline are staff's (400 `elsewhere`), `sort=updated` is for keys.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system, integrator (their own). An API key has to be good for `tickets:read`.
         */
        get: operations["listTicketsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many open tickets wait for what: by state, by what is owed, to review, under supervision
         * @description The numbers beside the queues of a work list, counted together in one go, of open tickets alone.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system.
         */
        get: operations["countTickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole story of a ticket, as much as the caller may see
         * @description State, timeline, deadlines, departments, answers and what this caller may do next (`allowed_actions`). The reporter's data are masked, and absent where the caller may not know them.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system, reporter (their own), integrator (their own). The ticket's query code opens it for its reporter. An API key has to be good for `tickets:read`.
         */
        get: operations["readTicket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/assignment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dispatch a ticket by hand or by the catalogue
         * @description With `lead` by hand, with `{}` as the catalogue has it. Reassigning, and giving a department what is about itself, takes a supervisor. 409 names what stands in the way and what is allowed.
         *
         *     For agent, supervisor, handler (what their department leads or assists), system.
         */
        post: operations["assignTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The files that were uploaded to a ticket, and how far those have come that the caller uploads
         * @description What is not ready yet is there for its uploader alone.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system, reporter (their own), integrator (their own). The ticket's query code opens it for its reporter. An API key has to be good for `tickets:read`.
         */
        get: operations["listAttachments"];
        put?: never;
        /**
         * Announce a file, whose bytes then come by `PUT` in parts of at most 1 MiB
         * @description Says its name, media type and size, and answers where its parts go. Limited by ticket, and by client for who neither works here nor shows a key. One that nobody finishes is forgotten after a day.
         *
         *     For agent, handler (what their department leads or assists), supervisor, reporter (their own), integrator (their own). The ticket's query code opens it for its reporter. An API key has to be good for `tickets:write`.
         */
        post: operations["addAttachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/attachments/{attachment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file, or the part of it that `Range` names
         * @description As what it is, with its tag; 409 while it is not ready. What is no range is answered with all of it.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system, reporter (their own), integrator (their own). The ticket's query code opens it for its reporter. An API key has to be good for `tickets:read`.
         */
        get: operations["readAttachment"];
        /**
         * The next part of a file, as `Content-Range: bytes 0-1048575/2000000` says; `bytes *\/2000000` and no body asks                   how far it has come
         * @description A part is taken whole or not at all, and sent again it changes nothing; every answer says by `Upload-Offset` how far it has come. The last part completes it: it is checked, and cleaned of where and with what it was taken.
         *
         *     For agent, handler (what their department leads or assists), supervisor, reporter (their own), integrator (their own). The ticket's query code opens it for its reporter. An API key has to be good for `tickets:write`.
         */
        put: operations["putAttachment"];
        post?: never;
        /**
         * Take a file away, finished or not: its uploader while the ticket is open, supervisors at any time
         * @description Nothing gets it back. Taking it away is on the audit log, without its name.
         *
         *     For agent, handler (what their department leads or assists), supervisor, reporter (their own), integrator (their own). The ticket's query code opens it for its reporter. An API key has to be good for `tickets:write`.
         */
        delete: operations["removeAttachment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/classification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Correct a ticket's classification, or ask for it again
         * @description A person's category, kind or urgency goes before the machine's, which stays on record; an empty object asks the machine again. A higher urgency brings the deadline forward.
         *
         *     For agent, system.
         */
        post: operations["classifyTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a language model draft an answer from the knowledge base; nothing is stored
         * @description Personal data never leave for the model. 503 where the hotline has none, or where it gave no usable draft.
         *
         *     For agent, handler (what their department leads).
         */
        post: operations["draftAnswer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Of what the reporter of a ticket was told by message, the newest first
         * @description Says of what and by which channel, and whether it arrived; never to which number.
         *
         *     For agent, handler (what their department leads or assists and whose reporter is not protected), supervisor, admin, reporter (their own). The ticket's query code opens it for its reporter.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/rating": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The citizen's judgement
         * @description Whether it is resolved, and how content the citizen is. "Not resolved" or "dissatisfied" sends it back to work once; the second time a supervisor decides.
         *
         *     For agent, supervisor, handler (what their department leads or assists), reporter (their own). The ticket's query code opens it for its reporter.
         */
        post: operations["rateTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/reporter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The citizen's own data on a ticket, in the clear
         * @description For the reporter alone, who shows the query code or has proved the number.
         *
         *     For reporter (their own). The ticket's query code opens it for its reporter.
         */
        get: operations["readReporter"];
        /**
         * Put the reporter's data right; what is not named stays
         * @description What is named is replaced, `null` takes it away. Answers the data masked.
         *
         *     For reporter (their own), agent. The ticket's query code opens it for its reporter.
         */
        put: operations["correctReporter"];
        /**
         * See the reporter in the clear, for a reason that the audit log keeps
         * @description Takes a reason, and is on the audit log. Refused to departments where the reporter is protected.
         *
         *     For agent, supervisor, handler (what their department leads or assists and whose reporter is not protected).
         */
        post: operations["revealReporter"];
        /**
         * Delete who reported; the case stays
         * @description Name, numbers, address, and wherever they stand in texts. Nothing gets it back.
         *
         *     For reporter (their own), supervisor, admin. The ticket's query code opens it for its reporter.
         */
        delete: operations["eraseReporter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/similar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tickets that are like this one, those first that it could be merged into
         * @description Compared by words, place, category and time; each with the reasons for which it was found.
         *
         *     For agent, handler (what their department leads or assists), supervisor, admin, system.
         */
        get: operations["listSimilar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tickets/{id}/updates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take any other action of the workflow
         * @description `action` and what it carries; `GET /v1/workflow` says which fields an action needs, and the ticket's `allowed_actions` which of them this caller may take now. 409 names what stands in the way.
         *
         *     For agent, supervisor, handler (what their department leads or assists), system, reporter (their own), integrator (their own). The ticket's query code opens it for its reporter. An API key has to be good for `tickets:write`.
         */
        post: operations["updateTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/understanding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a text says, asked by one function of another
         * @description Used by the hotline's own functions by service chaining, with the model that they name.
         *
         *     For system.
         */
        post: operations["understandText"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The webhooks, the newest first
         * @description Without their secrets.
         *
         *     For admin.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Have a receiver told of events from now on; its secret is shown this once
         * @description On a host that the operator allows. It is told of what happens after it was entered, and signed as Standard Webhooks has it.
         *
         *     For admin.
         */
        post: operations["addWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One webhook, and how its receiver fares
         * @description With what waits for it, what it lacks for good, and why it was disabled.
         *
         *     For admin.
         */
        get: operations["readWebhook"];
        /**
         * Change, enable or disable a webhook: what is left out stays
         * @description `{"enabled": true}` also has what waits tried at once.
         *
         *     For admin.
         */
        put: operations["replaceWebhook"];
        post?: never;
        /**
         * Delete a webhook and what is known of its deliveries
         * @description One that somebody else has deleted meanwhile is deleted.
         *
         *     For admin.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of a webhook's events, the newest first
         * @description With attempts, the next of them, and what was answered; no bodies.
         *
         *     For admin.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand out again what happened after an event
         * @description Those that it was told of are told again, under the same ids. 410 where they are not kept.
         *
         *     For admin.
         */
        post: operations["replayEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try dead letters again
         * @description Those that are named, or all. Answers how many there were.
         *
         *     For admin.
         */
        post: operations["retryDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a webhook another secret, shown this once; the one before stays good for a while
         * @description For `overlap_hours` messages are signed with both.
         *
         *     For admin.
         */
        post: operations["rotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a receiver a test and say what it made of it
         * @description Says its status, or why there was none. The body may be empty.
         *
         *     For admin.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every closed list of words, in both languages: states, actions, kinds, acts of the audit log and more
         * @description The identifiers that stand in JSON, with what people read. Changes with a release alone.
         *
         *     Everybody may call it.
         */
        get: operations["readWords"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The workflow as data: states, actions, parties, requirements
         * @description With what the city has set: reasons, levels and limits. Kept by caches for a minute.
         *
         *     Everybody may call it.
         */
        get: operations["readWorkflow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A page of a list. */
        AccountPage: {
            items: components["schemas"]["AccountView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description `POST /v1/accounts`: an account of staff. */
        AccountRequest: {
            /** @description By default true. */
            active?: boolean;
            /** @description A handler's department, by its code. */
            dept?: components["schemas"]["DeptCode"] | null;
            /** @description The user name. It never changes: it stands in the history of what its holder does. */
            id: components["schemas"]["UserName"];
            /** @description What people call them. */
            name: components["schemas"]["Name"];
            /** @description An account without one cannot log in. */
            password?: components["schemas"]["NewPassword"] | null;
            roles: ("agent" | "handler" | "supervisor" | "publisher" | "admin")[];
        };
        /** @description `PUT /v1/accounts/{id}`: the account as it is to be from now on. */
        AccountUpdate: {
            /** @description By default true. */
            active?: boolean;
            /** @description A handler's department, by its code. */
            dept?: components["schemas"]["DeptCode"] | null;
            /** @description What people call them. */
            name: components["schemas"]["Name"];
            /** @description The password from now on; it stays as it is when absent. */
            password?: components["schemas"]["NewPassword"] | null;
            roles: ("agent" | "handler" | "supervisor" | "publisher" | "admin")[];
        };
        /** @description `PUT /v1/accounts/{id}`: the account as it is to be from now on. */
        AccountUpdateChange: {
            /** @description By default true. */
            active?: boolean;
            /** @description Only for reading; left aside */
            created_at?: unknown;
            /** @description A handler's department, by its code. */
            dept?: components["schemas"]["DeptCode"] | null;
            /** @description Only for reading; left aside */
            has_password?: unknown;
            /** @description Only for reading; left aside */
            id?: unknown;
            /** @description Only for reading; left aside */
            locked_until?: unknown;
            /** @description What people call them. */
            name?: components["schemas"]["Name"];
            /** @description The password from now on; it stays as it is when absent. */
            password?: components["schemas"]["NewPassword"] | null;
            roles?: ("agent" | "handler" | "supervisor" | "publisher" | "admin")[];
            /** @description Only for reading; left aside */
            updated_at?: unknown;
            /** @description Only for reading; left aside */
            version?: unknown;
        };
        /** @description An account of staff, as administrators see it. */
        AccountView: {
            active: boolean;
            created_at: components["schemas"]["Timestamp"];
            dept: components["schemas"]["DeptCode"] | null;
            has_password: boolean;
            id: string;
            /** @description Wrong passwords make some client wait until then; its holder is let in everywhere else. */
            locked_until: components["schemas"]["Timestamp"] | null;
            name: string;
            roles: components["schemas"]["Role"][];
            updated_at: components["schemas"]["Timestamp"];
            /**
             * Format: uint32
             * @description Counts its changes; also the `ETag`.
             */
            version: number;
        };
        /** @description `POST /v1/oncall/ack`. */
        AcknowledgeRequest: {
            /** @description What stands behind the `#` of the link. */
            token: components["schemas"]["Name"];
        };
        /** @description Who has acknowledged an emergency first. */
        Acknowledgement: {
            acknowledged_at: components["schemas"]["Timestamp"];
            acknowledged_by: string;
            ticket: components["schemas"]["TicketId"];
        };
        /** @enum {string} */
        ActName: "account.factor" | "account.factor_reset" | "account.locked" | "account.login" | "account.logout" | "account.password" | "account.put" | "account.recovery" | "account.revoke" | "account.unlock" | "attachment.add" | "attachment.infected" | "attachment.read" | "attachment.remove" | "audit.read" | "audit.verify" | "caller.lookup" | "calls.record" | "catalogue.replace" | "citizen.login" | "department.put" | "department.retire" | "hotspot.alert" | "key.create" | "key.revoke" | "keyring.reseal" | "knowledge.draft" | "knowledge.publish" | "knowledge.withdraw" | "message.send" | "model.activate" | "model.roll_back" | "model.settled" | "model.try" | "model.upload" | "my_data.read" | "notice.appear" | "notice.expire" | "notice.publish" | "notice.replace" | "notice.withdraw" | "oncall.acknowledge" | "oncall.call" | "oncall.exhaust" | "oncall.join" | "oncall.read" | "oncall.replace" | "personal.reseal" | "reporter.correct" | "reporter.erase" | "reporter.read" | "reporter.reveal" | "session.reuse" | "settings.replace" | "survey.draft" | "survey.publish" | "survey.withdraw" | "tickets.cold" | "tickets.import" | "tickets.remove" | "webhook.create" | "webhook.delete" | "webhook.disable" | "webhook.missed" | "webhook.replace" | "webhook.replay" | "webhook.retry" | "webhook.rotate" | "webhook.test" | "ticket.submit" | "ticket.classify" | "ticket.request_info" | "ticket.supply_info" | "ticket.supplement" | "ticket.correct" | "ticket.decline" | "ticket.answer" | "ticket.accept" | "ticket.assign" | "ticket.sign" | "ticket.request_return" | "ticket.approve_return" | "ticket.reject_return" | "ticket.contact" | "ticket.progress" | "ticket.request_extension" | "ticket.approve_extension" | "ticket.reject_extension" | "ticket.suspend" | "ticket.resume" | "ticket.reply" | "ticket.approve" | "ticket.send_back" | "ticket.rate" | "ticket.close" | "ticket.reopen" | "ticket.recall" | "ticket.reassign" | "ticket.merge" | "ticket.split" | "ticket.withdraw" | "ticket.archive" | "ticket.urge" | "ticket.supervise" | "ticket.remind" | "ticket.exclude" | "ticket.adopt";
        /**
         * @description submit 提交; classify 分类; request_info 要求补充; supply_info 补充材料; supplement 补充; correct 更正; decline 不予受理; answer 直接答复; accept 受理; assign 派单; sign 签收; request_return 申请退单; approve_return 同意退单; reject_return 驳回退单; contact 联系群众; progress 办理进展; request_extension 申请延期; approve_extension 同意延期; reject_extension 驳回延期; suspend 挂账; resume 恢复办理; reply 办理答复; approve 审核通过; send_back 退回重办; rate 评价; close 办结; reopen 重新办理; recall 撤回派单; reassign 改派; merge 并单; split 拆并; withdraw 撤回; archive 归档; urge 催办; supervise 督办; remind 到期提醒; exclude 剔除; adopt 采纳;
         * @enum {string}
         */
        Action: "submit" | "classify" | "request_info" | "supply_info" | "supplement" | "correct" | "decline" | "answer" | "accept" | "assign" | "sign" | "request_return" | "approve_return" | "reject_return" | "contact" | "progress" | "request_extension" | "approve_extension" | "reject_extension" | "suspend" | "resume" | "reply" | "approve" | "send_back" | "rate" | "close" | "reopen" | "recall" | "reassign" | "merge" | "split" | "withdraw" | "archive" | "urge" | "supervise" | "remind" | "exclude" | "adopt";
        /** @description A change of the model that classifies. */
        Activation: {
            at: components["schemas"]["Timestamp"];
            by: string;
            /** @description Absent for the one that is built in. */
            model: components["schemas"]["ModelId"] | null;
            /**
             * Format: uint32
             * @description Counts the changes.
             */
            version: number;
        };
        /** @description `POST /v1/models/rollback` and `…/activation`: why, for the audit log. */
        ActivationRequest: {
            reason?: components["schemas"]["Remark"] | null;
        };
        /** @description What a reporter has added to their demand. */
        AddedWords: {
            action: components["schemas"]["Action"];
            at: components["schemas"]["Timestamp"];
            public: string;
        };
        /** @description A page of a list. */
        AdoptedPage: {
            items: components["schemas"]["AdoptedView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description A suggestion that was adopted. */
        AdoptedView: {
            category: components["schemas"]["Category"] | null;
            date: components["schemas"]["Day"];
            department: components["schemas"]["DepartmentName"] | null;
            district: string | null;
            /** @description Its own, and no ticket's number. */
            id: string;
            /** @description What was changed. */
            public: string;
        };
        /** @description How whoever made a suggestion is thanked, in their view of the ticket. */
        AdoptionView: {
            at: components["schemas"]["Timestamp"];
            /**
             * Format: uint32
             * @description What they got for it; for them and staff.
             */
            points?: number | null;
            /** @description What was changed. */
            public: string;
            /** @description For whoever made it. */
            thanks: string;
        };
        After: string;
        /**
         * @description under_18 18岁以下; 18_29 18至29岁; 30_44 30至44岁; 45_59 45至59岁; 60_and_over 60岁及以上;
         * @enum {string}
         */
        AgeBand: "under_18" | "18_29" | "30_44" | "45_59" | "60_and_over";
        /**
         * @description new 新出现; growing 持续增长;
         * @enum {string}
         */
        Alert: "new" | "growing";
        /**
         * @description How much may be done by those who neither work here nor show a key: by one client in ten minutes, and by all of them in a
         *     day. `GET` and `PUT /v1/settings`. A number by client that is not set is the usual one, and then clients on the
         *     machine itself are not counted, where the operator's own proxies and tools are.
         */
        AnonymousLimits: {
            /**
             * @description Texts that are classified and not handed in.
             * @default null
             */
            classifications_by_client: number | null;
            /** @default 5000000 */
            classifications_in_all: number;
            /**
             * @description Query codes that were not the ticket's.
             * @default null
             */
            code_guesses_by_client: number | null;
            /** @default 100000 */
            code_guesses_in_all: number;
            /** @default null */
            submissions_by_client: number | null;
            /**
             * @description A day has 999,999 numbers: what is left is for those who are known.
             * @default 800000
             */
            submissions_in_all: number;
            /**
             * @description Files that are begun; how much they may come to in a day is said of attachments.
             * @default null
             */
            uploads_by_client: number | null;
        };
        /**
         * @description How much may be done by those who neither work here nor show a key: by one client in ten minutes, and by all of them in a
         *     day. `GET` and `PUT /v1/settings`. A number by client that is not set is the usual one, and then clients on the
         *     machine itself are not counted, where the operator's own proxies and tools are.
         */
        AnonymousLimitsInput: {
            /** @description Texts that are classified and not handed in. */
            classifications_by_client?: number | null;
            /** @description By default 5000000. */
            classifications_in_all?: number;
            /** @description Query codes that were not the ticket's. */
            code_guesses_by_client?: number | null;
            /** @description By default 100000. */
            code_guesses_in_all?: number;
            submissions_by_client?: number | null;
            /** @description A day has 999,999 numbers: what is left is for those who are known. By default 800000. */
            submissions_in_all?: number;
            /** @description Files that are begun; how much they may come to in a day is said of attachments. */
            uploads_by_client?: number | null;
        };
        /** @description `POST /v1/tickets/{id}/assignment`; `{}` follows the dispatch catalogue. */
        AssignmentRequest: {
            assists?: components["schemas"]["DeptCode"][];
            /** @description The machine's classification that leads to this dispatch; only from `system`. */
            classification?: components["schemas"]["Suggestion"] | null;
            due_at?: components["schemas"]["Timestamp"] | null;
            lead?: components["schemas"]["DeptCode"] | null;
            note?: components["schemas"]["Remark"] | null;
        };
        /** @description A file that the citizen points to. */
        Attachment: {
            media_type: components["schemas"]["MediaType"];
            name: components["schemas"]["Name"];
            url: components["schemas"]["Url"];
        };
        /** @description A file of a ticket: a link, or one that was uploaded. */
        AttachmentLink: {
            /** @description As whom it was uploaded, and when. */
            by?: components["schemas"]["Role"] | null;
            created_at?: components["schemas"]["Timestamp"] | null;
            id?: string | null;
            /** @description For staff alone. */
            internal?: boolean;
            media_type: string;
            name: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size?: number | null;
            /** @description Of what was uploaded, a path of this hotline, for whoever may see the ticket. */
            url: string;
        };
        /** @description A page of a list. */
        AttachmentPage: {
            items: components["schemas"]["AttachmentView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description `POST /v1/tickets/{id}/attachments`: a file whose bytes will come. */
        AttachmentRequest: {
            /** @description Staff: the citizen does not see it. */
            internal?: boolean;
            media_type: components["schemas"]["FileType"];
            name: components["schemas"]["Name"];
            /** @description SHA-256 of all of them, as 64 hexadecimal digits: a file that came as another is refused. */
            sha256?: string | null;
            /** @description Bytes, all of which will come. */
            size: number;
        };
        /** @description A file that was announced, and how far it has come. */
        AttachmentView: {
            /** @description As whom it was added. */
            by: components["schemas"]["Role"];
            created_at: components["schemas"]["Timestamp"];
            id: string;
            /** @description For staff alone. */
            internal: boolean;
            media_type: components["schemas"]["FileType"];
            name: string;
            /**
             * Format: int64
             * @description The bytes that have come: the next part begins there.
             */
            received: number;
            /**
             * Format: int64
             * @description Bytes: as announced, and once it is `ready` as it is kept.
             */
            size: number;
            state: components["schemas"]["FileState"];
            state_label: string;
            /** @description The ticket that it was added to. */
            ticket: components["schemas"]["TicketId"];
            /** @description Where its parts go and where it is read, under the ticket that was asked for. */
            url: string;
        };
        /** @description What the scheduled work has done to files. */
        AttachmentsTended: {
            /**
             * Format: uint32
             * @description Taken out of the bucket.
             */
            emptied: number;
            /** Format: uint32 */
            infected: number;
            /** @description There is more of it, or the scanner or the bucket could not be reached. */
            more: boolean;
            /**
             * Format: uint32
             * @description Scanned, whether clean or not.
             */
            scanned: number;
            /**
             * Format: uint32
             * @description Uploads that nobody finished.
             */
            swept: number;
        };
        /** @description What is asked with a service. The answer becomes part of the demand, in words. */
        Attribute: {
            /** @description With every service, when absent. */
            category?: components["schemas"]["Category"] | null;
            code: components["schemas"]["ReasonCode"];
            datatype: components["schemas"]["Datatype"];
            /** @description How to answer it. */
            help?: components["schemas"]["Name"] | null;
            help_en?: components["schemas"]["Name"] | null;
            question: components["schemas"]["Name"];
            question_en?: components["schemas"]["Name"] | null;
            /** @default false */
            required: boolean;
            /** @description With every service of the category, when absent. */
            subcategory?: components["schemas"]["Subcategory"] | null;
            /** @description What the answer can be, for the two lists. */
            values?: components["schemas"]["AttributeValue"][];
            /** @description `false`: something to read, with nothing to answer. */
            variable?: boolean;
        };
        /** @description What is asked with a service. The answer becomes part of the demand, in words. */
        AttributeInput: {
            /** @description With every service, when absent. */
            category?: components["schemas"]["Category"] | null;
            code: components["schemas"]["ReasonCode"];
            datatype: components["schemas"]["Datatype"];
            /** @description How to answer it. */
            help?: components["schemas"]["Name"] | null;
            help_en?: components["schemas"]["Name"] | null;
            question: components["schemas"]["Name"];
            question_en?: components["schemas"]["Name"] | null;
            required?: boolean;
            /** @description With every service of the category, when absent. */
            subcategory?: components["schemas"]["Subcategory"] | null;
            /** @description What the answer can be, for the two lists. */
            values?: components["schemas"]["AttributeValue"][];
            /** @description `false`: something to read, with nothing to answer. */
            variable?: boolean;
        };
        /** @description One of the values of a list. */
        AttributeValue: {
            key: components["schemas"]["ReasonCode"];
            name: components["schemas"]["Name"];
            name_en?: components["schemas"]["Name"] | null;
        };
        /** @description A page of a list. */
        AuditPage: {
            items: components["schemas"]["Line"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description What a walk along the log found. */
        AuditVerdict: {
            /**
             * Format: int64
             * @description The number of the first row that is not.
             */
            broken_at?: number | null;
            /** @description The same in words. */
            detail?: string | null;
            head: components["schemas"]["Head"];
            /** @description Every row that was looked at is as it was written, and none is missing. */
            intact: boolean;
            /**
             * Format: int64
             * @description There are more rows: go on with this as `after`.
             */
            next: number | null;
            /**
             * Format: int64
             * @description How many rows that were.
             */
            rows: number;
            what?: components["schemas"]["Tampering"] | null;
        };
        /**
         * @description all 全部; district 区县; age 年龄;
         * @enum {string}
         */
        By: "all" | "district" | "age";
        /** @description One call. */
        Call: {
            /**
             * @description Who answered.
             * @default null
             */
            agent: components["schemas"]["Name"] | null;
            /**
             * @description Absent when nobody answered.
             * @default null
             */
            answered_at: components["schemas"]["Timestamp"] | null;
            /** @default null */
            ended_at: components["schemas"]["Timestamp"] | null;
            /** @description The telephone system's own; the same again is the same call. */
            id: components["schemas"]["Name"];
            offered_at: components["schemas"]["Timestamp"];
            /** @default null */
            queue: components["schemas"]["Name"] | null;
            /**
             * @description The ticket that was made of it.
             * @default null
             */
            ticket: components["schemas"]["TicketId"] | null;
            /**
             * @description Until it was answered or given up; worked out from the times when absent.
             * @default null
             */
            waited_seconds: number | null;
        };
        /** @description Several calls. */
        CallBatch: {
            calls: components["schemas"]["CallInput"][];
        };
        /** @description One call. */
        CallInput: {
            /** @description Who answered. */
            agent?: components["schemas"]["Name"] | null;
            /** @description Absent when nobody answered. */
            answered_at?: components["schemas"]["Timestamp"] | null;
            ended_at?: components["schemas"]["Timestamp"] | null;
            /** @description The telephone system's own; the same again is the same call. */
            id: components["schemas"]["Name"];
            offered_at: components["schemas"]["Timestamp"];
            queue?: components["schemas"]["Name"] | null;
            /** @description The ticket that was made of it. */
            ticket?: components["schemas"]["TicketId"] | null;
            /** @description Until it was answered or given up; worked out from the times when absent. */
            waited_seconds?: number | null;
        };
        /**
         * @description calling 呼叫中; joined 与同一事件一并处置; acknowledged 已确认; exhausted 无人确认; ended 已结束;
         * @enum {string}
         */
        CallOutStatus: "calling" | "joined" | "acknowledged" | "exhausted" | "ended";
        /** @description The calls for one report of an incident, by the department that leads it. */
        CallOutView: {
            acknowledged_at: components["schemas"]["Timestamp"] | null;
            acknowledged_by: string | null;
            calls: components["schemas"]["CallView"][];
            department: components["schemas"]["DeptCode"] | null;
            opened_at: components["schemas"]["Timestamp"];
            state: components["schemas"]["State"];
            status: components["schemas"]["CallOutStatus"];
            ticket: components["schemas"]["TicketId"];
        };
        /** @description Somebody who was called. */
        CallView: {
            at: components["schemas"]["Timestamp"] | null;
            name: string;
            status: components["schemas"]["MessageStatus"];
            /**
             * Format: uint32
             * @description Counted from 1.
             */
            step: number;
        };
        /** @description `POST /v1/callers`. In a body, because addresses of requests end up in logs. */
        CallerRequest: {
            phone: components["schemas"]["Phone"];
        };
        /** @description A ticket that came from a telephone number. */
        CallerTicket: {
            category: components["schemas"]["Category"] | null;
            created_at: components["schemas"]["Timestamp"];
            id: components["schemas"]["TicketId"];
            state: components["schemas"]["State"];
            /** @description The subject, or how the content begins. */
            subject: string;
        };
        /** @description A page of a list. */
        CallerTickets: {
            items: components["schemas"]["CallerTicket"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description The answer: the calls as they are kept, in the request's order. */
        Calls: {
            calls: components["schemas"]["Call"][];
            /**
             * Format: uint
             * @description How many of them were not known before.
             */
            new: number;
        };
        /** @description `POST /v1/calls`: one, or several. */
        CallsRequest: components["schemas"]["CallInput"] | components["schemas"]["CallBatch"];
        /** @description `PUT /v1/catalogue`: the whole dispatch catalogue, which becomes its next version. */
        CatalogueRequest: {
            rules: components["schemas"]["DispatchRuleInput"][];
        };
        /** @description `PUT /v1/catalogue`: the whole dispatch catalogue, which becomes its next version. */
        CatalogueRequestChange: {
            rules?: components["schemas"]["DispatchRuleInput"][];
            /** @description Only for reading; left aside */
            version?: unknown;
            /** @description Only for reading; left aside */
            warnings?: unknown;
        };
        /** @description `GET /v1/catalogue/try`: what would become of a demand, and why. */
        CatalogueTrial: {
            assists: components["schemas"]["DepartmentName"][];
            category: components["schemas"]["Category"] | null;
            /** @description What the classifier makes of it. */
            classification: components["schemas"]["Suggestion"] | null;
            conflicts: components["schemas"]["TrialConflict"][];
            department: components["schemas"]["DepartmentName"] | null;
            /** @description The system would dispatch it by itself; else a person does, and `department` is where the catalogue sends it. */
            dispatched: boolean;
            /** @description The time that whoever leads would have. */
            finish: components["schemas"]["TrialLimit"];
            kind: components["schemas"]["Kind"];
            /** @description Only the district, with who says it. */
            location: components["schemas"]["Location"] | null;
            /** @description The rules of the category, in the order in which they are preferred; those that do not fit come last. */
            rules: components["schemas"]["TriedRule"][];
            /** @description The second level, where the words lead that far. */
            subcategory: components["schemas"]["Subcategory"] | null;
            urgency: components["schemas"]["Urgency"];
            /**
             * Format: int64
             * @description The catalogue's.
             */
            version: number;
        };
        /** @description The dispatch catalogue. */
        CatalogueView: {
            rules: components["schemas"]["DispatchRule"][];
            /** Format: int64 */
            version: number;
            /** @description Of what was put: which rules take the place of a setting. */
            warnings?: components["schemas"]["Warning"][];
        };
        /**
         * @description Level-1 category of the hotline's taxonomy, by its Chinese name.
         * @enum {string}
         */
        Category: "城乡建设" | "党务政务" | "国土资源" | "环境保护" | "纪检监察" | "交通运输" | "经济管理" | "科技与信息产业" | "民政" | "农村农业" | "商贸旅游" | "卫生计生" | "政法" | "教育文体" | "劳动和社会保障" | "其他";
        /** @description One of the city's categories of notices, with what people read. `GET` and `PUT /v1/settings`. */
        CategoryOfNotices: {
            id: components["schemas"]["NoticeCategory"];
            name: components["schemas"]["Name"];
            name_en: components["schemas"]["Name"];
        };
        /**
         * @description phone 电话; web 网站; miniprogram 小程序; wechat 微信; app 客户端; open311 Open311; email 电子邮件; other 其他;
         * @enum {string}
         */
        Channel: "phone" | "web" | "miniprogram" | "wechat" | "app" | "open311" | "email" | "other";
        /** @description `POST /v1/knowledge/check`: a reply and what it answers. */
        CheckRequest: {
            question: string;
            reply: components["schemas"]["Remark"];
        };
        /** @description A ticket that was merged into another: what its reporter says, and nothing of who they are. */
        ChildView: {
            /** @description What they have added since. */
            added: components["schemas"]["AddedWords"][];
            /** @description What was uploaded to it, to be read through the ticket that it was merged into. */
            attachments?: components["schemas"]["AttachmentLink"][];
            content: string;
            created_at: components["schemas"]["Timestamp"];
            id: components["schemas"]["TicketId"];
            state: components["schemas"]["State"];
            subject: string | null;
        };
        /** @description One of the options of a question. */
        Choice: {
            text: components["schemas"]["Name"];
            text_en?: components["schemas"]["Name"] | null;
        };
        /** @description How many took one of the choices. */
        ChoiceView: {
            /**
             * Format: uint32
             * @description Its place, from 1 on; of a scale the number.
             */
            choice: number;
            /** Format: uint32 */
            count: number | null;
            /** Format: float */
            high: number | null;
            /** Format: float */
            low: number | null;
            /**
             * Format: float
             * @description Of those who answered the question, 0 to 1.
             */
            share: number | null;
            text: string;
        };
        /** @description The entry that an answer was taken from, as it then was. */
        Cited: {
            id: string;
            /** Format: uint32 */
            version: number;
        };
        /** @description `POST /v1/auth/citizens`. */
        CitizenRequest: {
            code: components["schemas"]["OneTimeCode"];
            phone: components["schemas"]["Phone"];
        };
        /** @description What a citizen shows from now on. There is no refreshing it. */
        CitizenToken: {
            access_token: string;
            /**
             * Format: int64
             * @description Seconds for which it is good.
             */
            expires_in: number;
            /** @description `Bearer`. */
            token_type: string;
        };
        /** @description `POST /v1/tickets/{id}/classification`: a person's correction, or `{}` to ask the machine again. */
        ClassificationRequest: {
            /** @description The department that the matter is about, by its code. */
            against?: components["schemas"]["DeptCode"] | null;
            category?: components["schemas"]["Category"] | null;
            /** @description The machine's classification; only from `system`. */
            classification?: components["schemas"]["Suggestion"] | null;
            kind?: components["schemas"]["Kind"] | null;
            note?: components["schemas"]["Remark"] | null;
            /** @description The second level of the taxonomy; of the category that the ticket then has. */
            subcategory?: components["schemas"]["Subcategory"] | null;
            urgency?: components["schemas"]["Urgency"] | null;
        };
        /**
         * @description A suggestion for a text: its fields, and once more under the names that a [`Receipt`] has, so
         *     that one parser reads both.
         */
        Classified: {
            /** @description Where the matter is, in the text's own words: 岳麓区麓山南路932号. */
            address?: components["schemas"]["Place"] | null;
            category: components["schemas"]["Category"];
            classification: components["schemas"]["Suggestion"];
            /**
             * Format: float
             * @description How likely the category is the right one, 0 to 1 in steps of 0.0001.
             */
            confidence: number;
            /** @description On a ticket: a person has given the very category that was suggested. */
            confirmed?: boolean;
            department: components["schemas"]["DepartmentName"] | null;
            /** @description The district that the text is about, out of those that the dispatch catalogue names. */
            district?: components["schemas"]["Place"] | null;
            /**
             * @description The phrases of the message that spoke for the category, best first: Chinese characters, or a keyword such as `ktv`. Never a
             *     number.
             */
            evidence: string[];
            kind: components["schemas"]["Kind"];
            /** @description How sure the kind is; absent where rules alone decided, and for tickets of before this was recorded. */
            kind_judged?: components["schemas"]["Judged"] | null;
            /** @description What the message says that spoke loudest for the kind; absent where nothing did, and for tickets of before this was recorded. */
            kind_keyword?: string | null;
            /** @description The model that made it, as `GET /v1/models` names it; absent on tickets of before this was recorded. */
            model?: components["schemas"]["ModelId"] | null;
            /** @description On a ticket: whoever handed it in named the category, and the machine said otherwise or nothing. */
            named?: boolean;
            /** @description A person has to look before anything is dispatched. */
            needs_review: boolean;
            /** @description The way through the taxonomy as far as model and words lead: category, level 2, level 3; empty for 其他. */
            path: string[];
            /** @description Where it is not sure, the category that comes next: one of the two is nearly always right. */
            second?: components["schemas"]["Category"] | null;
            urgency: components["schemas"]["Urgency"];
            /** @description How sure the urgency is; absent as above. */
            urgency_judged?: components["schemas"]["Judged2"] | null;
            /** @description What the message says that made it urgent, or that somebody is in danger; absent as above. */
            urgency_keyword?: string | null;
        };
        /** @description `POST /v1/classify`. */
        ClassifyRequest: {
            text: string;
        };
        /** @description A CloudEvent in its structured form, <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md>. */
        CloudEvent: {
            data: components["schemas"]["Data"];
            /** @description `application/json`. */
            datacontenttype: string;
            /** @description The same however often it is sent, and no other event's of this hotline. */
            id: string;
            /** @description The place among the hotline's events: later ones are greater, as texts too. Some numbers are nobody's. */
            sequence: string;
            /** @description Relative to the hotline's address: a city knows its hotlines by where it reads, or whose secret signs. */
            source: string;
            /** @description `1.0`. */
            specversion: string;
            /** @description What it is about: a ticket's number, a notice's, a department's code. */
            subject: string;
            time: components["schemas"]["Timestamp"];
            type: components["schemas"]["EventType"];
        };
        /** @description `POST /v1/auth/codes`. */
        CodeRequest: {
            /** @description A mobile number. */
            phone: components["schemas"]["Phone"];
        };
        /** @description The same for every number. */
        CodeSent: {
            /**
             * Format: int64
             * @description Seconds for which the code is good.
             */
            expires_in: number;
            message: string;
        };
        /** @description An earlier period that a period is compared with. */
        Compared: {
            from: components["schemas"]["Day"];
            /** @description Included. */
            to: components["schemas"]["Day"];
            with: components["schemas"]["Comparison"];
        };
        /**
         * @description previous 上期; last_year 去年同期;
         * @enum {string}
         */
        Comparison: "previous" | "last_year";
        /**
         * @description needs_review 分类把握不足，由人工派单; no_rule 没有适用的派单规则，由人工派单; conflict_of_interest 诉求针对该部门，由督办决定; unknown_district 派单目录未提及该区县; overrides_setting 规则的时限代替系统设置的时限;
         * @enum {string}
         */
        Conflict: "needs_review" | "no_rule" | "conflict_of_interest" | "unknown_district" | "overrides_setting";
        Content: string;
        /**
         * @description `PUT /v1/tickets/{id}/reporter`: what is named is put right, `null` takes it out, and what is not
         *     named stays: whoever sees the data masked cannot send it all back.
         */
        CorrectionRequest: {
            address?: components["schemas"]["Place"] | null;
            anonymous?: boolean;
            confidential?: boolean;
            email?: components["schemas"]["Email"] | null;
            language?: components["schemas"]["MessageLanguage"] | null;
            messages?: components["schemas"]["MessageChannel"] | null;
            name?: components["schemas"]["Name"] | null;
            phone?: components["schemas"]["GivenPhone"] | null;
            reply_wanted?: boolean;
            /** @description The same once more, as reading gives it; what stands beside it goes before it. */
            reporter?: components["schemas"]["ReporterInput"] | null;
        };
        /**
         * @description `PUT /v1/tickets/{id}/reporter`: what is named is put right, `null` takes it out, and what is not
         *     named stays: whoever sees the data masked cannot send it all back.
         */
        CorrectionRequestChange: {
            address?: components["schemas"]["Place"] | null;
            anonymous?: boolean;
            confidential?: boolean;
            email?: components["schemas"]["Email"] | null;
            language?: components["schemas"]["MessageLanguage"] | null;
            messages?: components["schemas"]["MessageChannel"] | null;
            name?: components["schemas"]["Name"] | null;
            phone?: components["schemas"]["GivenPhone"] | null;
            reply_wanted?: boolean;
            /** @description The same once more, as reading gives it; what stands beside it goes before it. */
            reporter?: components["schemas"]["ReporterInput"] | null;
        };
        /**
         * @description received 受理量; excluded 剔除量; dispatched 派单量; returned 退单量; to_sign 应签收量; signed_on_time 按时签收量; to_contact 应联系量; contacted_on_time 按时联系量; due 应办结量; finished_on_time 按时办结量; answered 答复量; rated 有效回访量; resolved 已解决量; satisfied 满意量; basically_satisfied 基本满意量; dissatisfied 不满意量; reworked 重办量; extended 延期量; repeats 重复诉求量; declined 不予受理量; closed 办结量; supervised 督办量; suggestions_judged 已核定自动分类量; suggestions_right 自动分类正确量; calls_offered 呼入量; calls_answered 接通量; calls_answered_in_15s 15秒内接通量; calls_waited_seconds 接通等待秒数;
         * @enum {string}
         */
        Counter: "received" | "excluded" | "dispatched" | "returned" | "to_sign" | "signed_on_time" | "to_contact" | "contacted_on_time" | "due" | "finished_on_time" | "answered" | "rated" | "resolved" | "satisfied" | "basically_satisfied" | "dissatisfied" | "reworked" | "extended" | "repeats" | "declined" | "closed" | "supervised" | "suggestions_judged" | "suggestions_right" | "calls_offered" | "calls_answered" | "calls_answered_in_15s" | "calls_waited_seconds";
        /** @description What threatens people. */
        Danger: ("fire" | "gas_leak" | "medical" | "traffic_accident" | "drowning" | "electricity" | "suicide") | "collapse" | "violence" | "trapped";
        /** @description What an event says. */
        Data: components["schemas"]["TicketData"] | components["schemas"]["ProtectedData"] | components["schemas"]["NoticeData"] | components["schemas"]["HotspotData"] | components["schemas"]["VersionData"] | components["schemas"]["DepartmentData"] | components["schemas"]["TestData"];
        /**
         * @description text 多行文本; string 单行文本; number 数字; datetime 带时区的日期时间; singlevaluelist 单选; multivaluelist 多选;
         * @enum {string}
         */
        Datatype: "text" | "string" | "number" | "datetime" | "singlevaluelist" | "multivaluelist";
        /** Format: date */
        Day: string;
        /** @description When what is owed. */
        Deadline: {
            /** @description `published`, or `weekdays` where the year's holidays are not known yet. */
            calendar: string;
            /** @description For the first contact with the citizen. */
            contact_due_at: components["schemas"]["Timestamp"] | null;
            contacted_at: components["schemas"]["Timestamp"] | null;
            due_at: components["schemas"]["Timestamp"] | null;
            overdue: boolean;
            sign_due_at: components["schemas"]["Timestamp"] | null;
            signed_at: components["schemas"]["Timestamp"] | null;
            /** @description The clock stands still. */
            stopped: boolean;
            /** @description Working time that is left until `due_at`, by the city's calendar; absent where there is none to count. */
            working_time: components["schemas"]["WorkingTime"] | null;
        };
        /** @description How long a demand of this urgency and kind may take. The first rule that fits decides. */
        DeadlineRule: {
            /**
             * @description Any kind, when absent.
             * @default null
             */
            kind: components["schemas"]["Kind"] | null;
            limit: components["schemas"]["Limit"];
            urgency: components["schemas"]["Urgency"];
        };
        /** @description How long a demand of this urgency and kind may take. The first rule that fits decides. */
        DeadlineRuleInput: {
            /** @description Any kind, when absent. */
            kind?: components["schemas"]["Kind"] | null;
            limit: components["schemas"]["Limit"];
            urgency: components["schemas"]["Urgency"];
        };
        Definition: {
            /** @description Made of the counters by their names. */
            formula: string;
            label: string;
            /** @description What a standard asks for. */
            source: string | null;
            /**
             * Format: double
             * @description The share that it asks for at least.
             */
            target: number | null;
            /** @description The same in words. */
            words: string;
        };
        /** @description What the figures mean. */
        Definitions: {
            counts: {
                answered?: string;
                basically_satisfied?: string;
                calls_answered?: string;
                calls_answered_in_15s?: string;
                calls_offered?: string;
                calls_waited_seconds?: string;
                closed?: string;
                contacted_on_time?: string;
                declined?: string;
                dispatched?: string;
                dissatisfied?: string;
                due?: string;
                excluded?: string;
                extended?: string;
                finished_on_time?: string;
                rated?: string;
                received?: string;
                repeats?: string;
                resolved?: string;
                returned?: string;
                reworked?: string;
                satisfied?: string;
                signed_on_time?: string;
                suggestions_judged?: string;
                suggestions_right?: string;
                supervised?: string;
                to_contact?: string;
                to_sign?: string;
            };
            /** @description Whose day counts: a ticket belongs to the day that it came in on. */
            period: string;
            rates: {
                classification_accuracy?: components["schemas"]["Definition"];
                connect_in_15s_rate?: components["schemas"]["Definition"];
                connect_rate?: components["schemas"]["Definition"];
                dispatch_accuracy?: components["schemas"]["Definition"];
                extension_rate?: components["schemas"]["Definition"];
                finish_on_time_rate?: components["schemas"]["Definition"];
                mean_wait?: components["schemas"]["Definition"];
                repeat_rate?: components["schemas"]["Definition"];
                resolution_rate?: components["schemas"]["Definition"];
                response_rate?: components["schemas"]["Definition"];
                return_rate?: components["schemas"]["Definition"];
                rework_rate?: components["schemas"]["Definition"];
                satisfaction_rate?: components["schemas"]["Definition"];
                sign_on_time_rate?: components["schemas"]["Definition"];
            };
            times: {
                finishing?: string;
                first_contact?: string;
            };
        };
        /** @description What one call of `POST /v1/deliver` has done. */
        Delivered: {
            /**
             * Format: uint32
             * @description Attempts that were the last.
             */
            dead: number;
            /** Format: uint32 */
            delivered: number;
            /**
             * Format: uint32
             * @description Attempts that failed and are made again.
             */
            failed: number;
            /**
             * Format: uint32
             * @description Deliveries made of events.
             */
            fanned_out: number;
            /** @description There is more of it: another call may follow at once. */
            more: boolean;
        };
        /** @description A page of a list. */
        DeliveryPage: {
            items: components["schemas"]["DeliveryView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description What became of a message. */
        DeliveryReport: {
            /** @description The `id` under which it was handed over. */
            id: components["schemas"]["Name"];
            status: components["schemas"]["Reported"];
        };
        /**
         * @description pending 待推送; dead 已放弃;
         * @enum {string}
         */
        DeliveryStatus: "pending" | "dead";
        /** @description One event for one webhook, and what became of it. */
        DeliveryView: {
            /**
             * Format: uint32
             * @description The status that was answered last.
             */
            answer: number | null;
            /** Format: uint32 */
            attempts: number;
            /** @description The event's id. */
            event: string | null;
            /** @description Why there was no answer. */
            failure: components["schemas"]["Failure"] | null;
            last_at: components["schemas"]["Timestamp"] | null;
            /** Format: uint32 */
            milliseconds: number | null;
            /** @description When it is tried next, if it waits. */
            next_at: components["schemas"]["Timestamp"] | null;
            /** @description `pending`, `delivered` or `dead`. */
            status: string;
            type: components["schemas"]["EventType"] | null;
        };
        /** @description What a correction puts in a demand, or has taken the place of: of each field that it names. */
        DemandPart: {
            content?: components["schemas"]["Content"] | null;
            kind?: components["schemas"]["Kind"] | null;
            location?: components["schemas"]["Location"] | null;
            subject?: components["schemas"]["Subject"] | null;
        };
        /** @description What became of the made-up tickets of a demonstration. */
        DemonstrationRemoved: {
            /**
             * Format: uint32
             * @description Those that were merged with tickets of others: they stay.
             */
            kept: number;
            /** Format: uint32 */
            removed: number;
        };
        /** @description A department. */
        Department: {
            code: string;
            name: string;
            name_en: string | null;
            phone: string | null;
            /** @description It keeps its tickets and gets nothing new. */
            retired: boolean;
            /**
             * Format: uint32
             * @description Counts its changes.
             */
            version: number;
        };
        /** @description A department. */
        DepartmentData: {
            department: string;
        };
        /** @description A department by name. */
        DepartmentName: {
            code: string;
            name: string;
        };
        /** @description A page of a list. */
        DepartmentPage: {
            items: components["schemas"]["Department"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /**
         * @description `POST /v1/departments`: a new one, or what changes of the one that has the code. What is not named stays as it is,
         *     `null` takes out.
         */
        DepartmentRequest: {
            code: components["schemas"]["DeptCode"];
            /** @description A new one needs it. */
            name?: components["schemas"]["Name"] | null;
            name_en?: components["schemas"]["Name"] | null;
            phone?: components["schemas"]["Phone"] | null;
            /** @description Whether it is no more: it keeps its tickets and gets nothing new. As it is, when absent. */
            retired?: boolean | null;
        };
        /** @description A department as it was put. */
        DepartmentView: {
            code: string;
            name: string;
            name_en: string | null;
            /**
             * @description Of a retired one the open tickets that it leads, the oldest first and a hundred at most: somebody has to
             *     reassign them, or let it finish them. `GET /v1/tickets?lead=CODE&state=open` lists them all.
             */
            open_tickets?: components["schemas"]["TicketId"][] | null;
            phone: string | null;
            /** @description It keeps its tickets and gets nothing new. */
            retired: boolean;
            /**
             * Format: uint32
             * @description Counts its changes.
             */
            version: number;
        };
        DeptCode: string;
        /**
         * @description department 承办单位; category 类别; district 区县; channel 渠道;
         * @enum {string}
         */
        Dimension: "department" | "category" | "district" | "channel";
        /**
         * @description rising 上升; falling 下降; steady 平稳;
         * @enum {string}
         */
        Direction: "rising" | "falling" | "steady";
        /** @description One rule: the category, whole or in part, in a district or anywhere, goes to these departments. */
        DispatchRule: {
            /** @default [] */
            assists: components["schemas"]["DeptCode"][];
            category: components["schemas"]["Category"];
            /**
             * @description Anywhere, when absent. The most specific rule decides, and the subcategory goes before the district.
             * @default null
             */
            district: components["schemas"]["Place"] | null;
            /** @description How long it may take, instead of what is usual for the kind and the urgency. */
            finish?: components["schemas"]["Limit"] | null;
            lead: components["schemas"]["DeptCode"];
            /** @description One of the category's level-2 names; the whole category, when absent. */
            subcategory?: components["schemas"]["Subcategory"] | null;
        };
        /** @description One rule: the category, whole or in part, in a district or anywhere, goes to these departments. */
        DispatchRuleInput: {
            assists?: components["schemas"]["DeptCode"][];
            category: components["schemas"]["Category"];
            /** @description Anywhere, when absent. The most specific rule decides, and the subcategory goes before the district. */
            district?: components["schemas"]["Place"] | null;
            /** @description How long it may take, instead of what is usual for the kind and the urgency. */
            finish?: components["schemas"]["Limit"] | null;
            lead: components["schemas"]["DeptCode"];
            /** @description One of the category's level-2 names; the whole category, when absent. */
            subcategory?: components["schemas"]["Subcategory"] | null;
        };
        /**
         * @description given 诉求人提供; found 文中提及;
         * @enum {string}
         */
        DistrictSource: "given" | "found";
        /** @description `POST /v1/tickets/{id}/draft`. */
        DraftRequest: {
            /** @description What else the draft should mind. */
            note?: components["schemas"]["Remark"] | null;
        };
        /** @description A draft. It is nobody's answer until a person makes it theirs. */
        DraftView: {
            /** @description What stands out in it. */
            check: components["schemas"]["ReplyCheck"];
            /** @description Always: it is a draft. */
            draft: boolean;
            /** @description The entries that it was given. */
            entries: components["schemas"]["UsedEntry"][];
            /** @description Always: a machine wrote it. */
            machine: boolean;
            /** @description What to mind, for people. */
            message: string;
            model: string;
            text: string;
        };
        Email: string;
        /** @description `{"danger": "gas_leak", "call": ["119"], "advice": "…"}` */
        EmergencyNotice: {
            /** @description What to do until help comes. */
            advice: string;
            /** @description Numbers to call, the most important first. */
            call: string[];
            danger: components["schemas"]["Danger"];
        };
        Endpoint: string;
        /** @description An entry in a list. */
        EntryLine: {
            category: components["schemas"]["Category"] | null;
            department: string | null;
            /** @description A draft of it is being written; publishers only. */
            has_draft?: boolean;
            /** @description Where it speaks of what was looked for. */
            highlight?: components["schemas"]["Highlight"] | null;
            id: string;
            kind: components["schemas"]["KnowledgeKind"];
            /** @description Staff only. */
            review_at?: components["schemas"]["Timestamp"] | null;
            state: components["schemas"]["KnowledgeState"];
            title: string;
            updated_at: components["schemas"]["Timestamp"];
            valid_to: components["schemas"]["Timestamp"] | null;
        };
        /** @description What became of the wish to have everything deleted. */
        Erasure: {
            /** @description Tickets that do not know any more whose they were. */
            erased: components["schemas"]["TicketId"][];
            /** @description Tickets on which something is still owed: the hotline has to know to whom. */
            kept: components["schemas"]["KeptTicket"][];
            /** @description There are more: go on with this as `cursor`. */
            next: string | null;
        };
        /** @description A page of events, in the order in which they happened. */
        EventPage: {
            items: components["schemas"]["CloudEvent"][];
            /** @description There may be more at once. */
            more: boolean;
            /** @description Where to go on, now or later: `after` of the next call. It is there at the end, too. */
            next: string;
        };
        /** @enum {string} */
        EventType: "cn.minsheng.ticket.submitted.v1" | "cn.minsheng.ticket.classified.v1" | "cn.minsheng.ticket.info_requested.v1" | "cn.minsheng.ticket.info_supplied.v1" | "cn.minsheng.ticket.supplemented.v1" | "cn.minsheng.ticket.corrected.v1" | "cn.minsheng.ticket.declined.v1" | "cn.minsheng.ticket.answered.v1" | "cn.minsheng.ticket.accepted.v1" | "cn.minsheng.ticket.assigned.v1" | "cn.minsheng.ticket.signed.v1" | "cn.minsheng.ticket.return_requested.v1" | "cn.minsheng.ticket.return_approved.v1" | "cn.minsheng.ticket.return_rejected.v1" | "cn.minsheng.ticket.contacted.v1" | "cn.minsheng.ticket.progressed.v1" | "cn.minsheng.ticket.extension_requested.v1" | "cn.minsheng.ticket.extension_approved.v1" | "cn.minsheng.ticket.extension_rejected.v1" | "cn.minsheng.ticket.suspended.v1" | "cn.minsheng.ticket.resumed.v1" | "cn.minsheng.ticket.replied.v1" | "cn.minsheng.ticket.approved.v1" | "cn.minsheng.ticket.sent_back.v1" | "cn.minsheng.ticket.rated.v1" | "cn.minsheng.ticket.closed.v1" | "cn.minsheng.ticket.reopened.v1" | "cn.minsheng.ticket.recalled.v1" | "cn.minsheng.ticket.reassigned.v1" | "cn.minsheng.ticket.merged.v1" | "cn.minsheng.ticket.split.v1" | "cn.minsheng.ticket.withdrawn.v1" | "cn.minsheng.ticket.archived.v1" | "cn.minsheng.ticket.urged.v1" | "cn.minsheng.ticket.supervised.v1" | "cn.minsheng.ticket.reminded.v1" | "cn.minsheng.ticket.excluded.v1" | "cn.minsheng.ticket.adopted.v1" | "cn.minsheng.ticket.changed.v1" | "cn.minsheng.notice.published.v1" | "cn.minsheng.notice.updated.v1" | "cn.minsheng.notice.withdrawn.v1" | "cn.minsheng.notice.expired.v1" | "cn.minsheng.hotspot.alerted.v1" | "cn.minsheng.catalogue.replaced.v1" | "cn.minsheng.settings.replaced.v1" | "cn.minsheng.department.changed.v1" | "cn.minsheng.webhook.tested.v1";
        /** @description One event of the story. */
        EventView: {
            action: components["schemas"]["Action"];
            at: components["schemas"]["Timestamp"];
            /** @description What a correction has taken the place of, as far as the demand itself is shown. */
            before?: components["schemas"]["DemandPart"] | null;
            /** @description Who; staff only. */
            by?: string | null;
            department?: components["schemas"]["DepartmentName"] | null;
            /** @description The deadline that this set, or that it asks for. */
            due_at?: components["schemas"]["Timestamp"] | null;
            from: components["schemas"]["State"] | null;
            /** @description The entry of the knowledge base, and its version, that the answer was taken from. */
            knowledge?: components["schemas"]["Cited"] | null;
            label: string;
            /** @description The department that a dispatch went to. */
            lead?: components["schemas"]["DepartmentName"] | null;
            /** @description Staff only. */
            note?: string | null;
            public: string | null;
            role: components["schemas"]["Role"];
            /** Format: uint32 */
            seq: number;
            to: components["schemas"]["State"];
        };
        /** @description An extension asked for and not yet decided. */
        ExtensionRequest: {
            due_at: components["schemas"]["Timestamp"];
            reason: string;
        };
        ExternalRef: string;
        /** @description `POST /v1/auth/factor/confirmation`: that the authenticator works. */
        FactorConfirmation: {
            code: components["schemas"]["OneTimeCode"];
            password: components["schemas"]["Password"];
            username: components["schemas"]["UserName"];
        };
        /** @description `POST /v1/auth/factor`: an authenticator for the account whose password this is. */
        FactorRequest: {
            password: components["schemas"]["Password"];
            username: components["schemas"]["UserName"];
        };
        /** @description What an authenticator is told. It is shown here and nowhere else. */
        FactorView: {
            /** @description In base 32, as people type it. */
            secret: string;
            /** @description The same with all that goes with it, as a picture for authenticators (`otpauth://totp/…`). */
            uri: string;
        };
        /**
         * @description refused 无法连接; timeout 超时; denied 地址不被允许; broken 应答不完整; secret 无法读取密钥; expired 事件已过保存期;
         * @enum {string}
         */
        Failure: "refused" | "timeout" | "denied" | "broken" | "secret" | "expired";
        /**
         * @description decides 按此规则派单; less_specific 有更具体的规则; other_district 属于其他区县; no_district 区县不明; other_subcategory 属于其他二级类别; no_subcategory 二级类别不明; other_category 属于其他类别;
         * @enum {string}
         */
        Fate: "decides" | "less_specific" | "other_district" | "no_district" | "other_subcategory" | "no_subcategory" | "other_category";
        /** @description One field that changed. */
        FieldChange: {
            /** @description What it is; of a list what is new in it. */
            after: unknown;
            /**
             * @description What it was; `null` for what was not there. Of a list what is no longer in it, or all of it where only the order
             *     is another.
             */
            before: unknown;
            /** @description JSON pointer into what `GET` gives. */
            field: string;
            /**
             * Format: uint
             * @description Items of lists that are not told of here: both versions have them all.
             */
            left_out?: number;
        };
        /** @description What is wrong with one field. */
        FieldError: {
            /** @description With `unknown_value`: the words of the list, where it is a short one. */
            allowed?: string[];
            code: string;
            /** @description What would be taken, in words. */
            detail: string;
            /** Format: int64 */
            maximum?: number | null;
            /**
             * Format: int64
             * @description With `out_of_range`: the least and the most, where these are numbers.
             */
            minimum?: number | null;
            /** @description JSON pointer into the body, or `?name` for a query parameter. */
            pointer: string;
        };
        Figures: {
            /** @description By counter. Those of telephone calls are `null` where calls are not told apart. */
            counts: {
                /** Format: int64 */
                answered?: number | null;
                /** Format: int64 */
                basically_satisfied?: number | null;
                /** Format: int64 */
                calls_answered?: number | null;
                /** Format: int64 */
                calls_answered_in_15s?: number | null;
                /** Format: int64 */
                calls_offered?: number | null;
                /** Format: int64 */
                calls_waited_seconds?: number | null;
                /** Format: int64 */
                closed?: number | null;
                /** Format: int64 */
                contacted_on_time?: number | null;
                /** Format: int64 */
                declined?: number | null;
                /** Format: int64 */
                dispatched?: number | null;
                /** Format: int64 */
                dissatisfied?: number | null;
                /** Format: int64 */
                due?: number | null;
                /** Format: int64 */
                excluded?: number | null;
                /** Format: int64 */
                extended?: number | null;
                /** Format: int64 */
                finished_on_time?: number | null;
                /** Format: int64 */
                rated?: number | null;
                /** Format: int64 */
                received?: number | null;
                /** Format: int64 */
                repeats?: number | null;
                /** Format: int64 */
                resolved?: number | null;
                /** Format: int64 */
                returned?: number | null;
                /** Format: int64 */
                reworked?: number | null;
                /** Format: int64 */
                satisfied?: number | null;
                /** Format: int64 */
                signed_on_time?: number | null;
                /** Format: int64 */
                suggestions_judged?: number | null;
                /** Format: int64 */
                suggestions_right?: number | null;
                /** Format: int64 */
                supervised?: number | null;
                /** Format: int64 */
                to_contact?: number | null;
                /** Format: int64 */
                to_sign?: number | null;
            };
            /** @description By rate; `null` likewise. */
            rates: {
                classification_accuracy?: components["schemas"]["RateFigure"] | null;
                connect_in_15s_rate?: components["schemas"]["RateFigure"] | null;
                connect_rate?: components["schemas"]["RateFigure"] | null;
                dispatch_accuracy?: components["schemas"]["RateFigure"] | null;
                extension_rate?: components["schemas"]["RateFigure"] | null;
                finish_on_time_rate?: components["schemas"]["RateFigure"] | null;
                mean_wait?: components["schemas"]["RateFigure"] | null;
                repeat_rate?: components["schemas"]["RateFigure"] | null;
                resolution_rate?: components["schemas"]["RateFigure"] | null;
                response_rate?: components["schemas"]["RateFigure"] | null;
                return_rate?: components["schemas"]["RateFigure"] | null;
                rework_rate?: components["schemas"]["RateFigure"] | null;
                satisfaction_rate?: components["schemas"]["RateFigure"] | null;
                sign_on_time_rate?: components["schemas"]["RateFigure"] | null;
            };
            /** @description How long things took, round the clock, from when the demand came in. */
            times: {
                finishing?: components["schemas"]["TimeFigure"];
                first_contact?: components["schemas"]["TimeFigure"];
            };
        };
        /**
         * @description csv CSV 文件;
         * @enum {string}
         */
        FileFormat: "csv";
        /** @description How many files, and how large. `GET` and `PUT /v1/settings`. */
        FileLimits: {
            /**
             * @description In a day from all who neither work here nor show a key.
             * @default 20000
             */
            anonymous_mb_a_day: number;
            /**
             * @description Of one file, in megabytes (1,000,000 bytes). A component holds a file whole while it cleans it.
             * @default 10
             */
            file_mb: number;
            /**
             * @description Of one ticket; with 0 nobody uploads anything.
             * @default 9
             */
            files: number;
            /**
             * @description Of one ticket, all of them together.
             * @default 50
             */
            ticket_mb: number;
            /**
             * @description What is taken.
             * @default [
             *       "image/jpeg",
             *       "image/png",
             *       "image/webp",
             *       "application/pdf",
             *       "video/mp4"
             *     ]
             */
            types: components["schemas"]["FileType"][];
        };
        /** @description How many files, and how large. `GET` and `PUT /v1/settings`. */
        FileLimitsInput: {
            /** @description In a day from all who neither work here nor show a key. By default 20000. */
            anonymous_mb_a_day?: number;
            /** @description Of one file, in megabytes (1,000,000 bytes). A component holds a file whole while it cleans it. By default 10. */
            file_mb?: number;
            /** @description Of one ticket; with 0 nobody uploads anything. By default 9. */
            files?: number;
            /** @description Of one ticket, all of them together. By default 50. */
            ticket_mb?: number;
            /** @description What is taken. By default ["image/jpeg","image/png","image/webp","application/pdf","video/mp4"]. */
            types?: components["schemas"]["FileType"][];
        };
        /**
         * @description uploading 上传中; scanning 待查毒; ready 可下载; infected 含病毒，已删除;
         * @enum {string}
         */
        FileState: "uploading" | "scanning" | "ready" | "infected";
        /**
         * @description image/jpeg JPEG 图片; image/png PNG 图片; image/webp WebP 图片; application/pdf PDF 文档; video/mp4 MP4 视频;
         * @enum {string}
         */
        FileType: "image/jpeg" | "image/png" | "image/webp" | "application/pdf" | "video/mp4";
        /** @description Which figures are wanted; what is absent does not matter. */
        Filter: {
            category: components["schemas"]["Category"] | null;
            channel: components["schemas"]["Channel"] | null;
            department: components["schemas"]["DeptCode"] | null;
            district: components["schemas"]["Place"] | null;
        };
        GivenPhone: string;
        /** @description The figures of one group. */
        Group: {
            /** @description Those of the earlier period. */
            before?: components["schemas"]["Figures"] | null;
            /** @description By counter. Those of telephone calls are `null` where calls are not told apart. */
            counts: {
                /** Format: int64 */
                answered?: number | null;
                /** Format: int64 */
                basically_satisfied?: number | null;
                /** Format: int64 */
                calls_answered?: number | null;
                /** Format: int64 */
                calls_answered_in_15s?: number | null;
                /** Format: int64 */
                calls_offered?: number | null;
                /** Format: int64 */
                calls_waited_seconds?: number | null;
                /** Format: int64 */
                closed?: number | null;
                /** Format: int64 */
                contacted_on_time?: number | null;
                /** Format: int64 */
                declined?: number | null;
                /** Format: int64 */
                dispatched?: number | null;
                /** Format: int64 */
                dissatisfied?: number | null;
                /** Format: int64 */
                due?: number | null;
                /** Format: int64 */
                excluded?: number | null;
                /** Format: int64 */
                extended?: number | null;
                /** Format: int64 */
                finished_on_time?: number | null;
                /** Format: int64 */
                rated?: number | null;
                /** Format: int64 */
                received?: number | null;
                /** Format: int64 */
                repeats?: number | null;
                /** Format: int64 */
                resolved?: number | null;
                /** Format: int64 */
                returned?: number | null;
                /** Format: int64 */
                reworked?: number | null;
                /** Format: int64 */
                satisfied?: number | null;
                /** Format: int64 */
                signed_on_time?: number | null;
                /** Format: int64 */
                suggestions_judged?: number | null;
                /** Format: int64 */
                suggestions_right?: number | null;
                /** Format: int64 */
                supervised?: number | null;
                /** Format: int64 */
                to_contact?: number | null;
                /** Format: int64 */
                to_sign?: number | null;
            };
            /** @description The department's code, the category …; `null` where that is not known. */
            key: string | null;
            label: string;
            /** @description By rate; `null` likewise. */
            rates: {
                classification_accuracy?: components["schemas"]["RateFigure"] | null;
                connect_in_15s_rate?: components["schemas"]["RateFigure"] | null;
                connect_rate?: components["schemas"]["RateFigure"] | null;
                dispatch_accuracy?: components["schemas"]["RateFigure"] | null;
                extension_rate?: components["schemas"]["RateFigure"] | null;
                finish_on_time_rate?: components["schemas"]["RateFigure"] | null;
                mean_wait?: components["schemas"]["RateFigure"] | null;
                repeat_rate?: components["schemas"]["RateFigure"] | null;
                resolution_rate?: components["schemas"]["RateFigure"] | null;
                response_rate?: components["schemas"]["RateFigure"] | null;
                return_rate?: components["schemas"]["RateFigure"] | null;
                rework_rate?: components["schemas"]["RateFigure"] | null;
                satisfaction_rate?: components["schemas"]["RateFigure"] | null;
                sign_on_time_rate?: components["schemas"]["RateFigure"] | null;
            };
            /** @description How long things took, round the clock, from when the demand came in. */
            times: {
                finishing?: components["schemas"]["TimeFigure"];
                first_contact?: components["schemas"]["TimeFigure"];
            };
        };
        /** @enum {string} */
        GroupBy: "department" | "category" | "district" | "channel" | "none";
        /**
         * @description The end of the log: whoever keeps it outside the hotline can tell later that nothing up to it
         *     was rewritten.
         */
        Head: {
            /** @description Its hash, as 64 hexadecimal digits. */
            hash: string;
            /**
             * Format: int64
             * @description The number of the last row; 0 for an empty log.
             */
            seq: number;
        };
        /** @description `POST /v1/knowledge/{id}/helpful`. */
        HelpfulRequest: {
            helpful: boolean;
        };
        /** @description HTML of text alone: escaped, with `<mark>` around what was looked for. */
        Highlight: {
            /** @description The part of the text that holds the most of it. */
            body: string;
            title: string;
        };
        /** @description What was made of one field of a demand that was taken. */
        Hint: {
            /** @description Stable: `unreadable`, `asked_in_words`. */
            code: string;
            detail: string;
            /** @description JSON pointer into the body. */
            pointer: string;
        };
        /** @description One thing that stands out. */
        Hint2: {
            code: components["schemas"]["ReplyHint"];
            label: string;
            /** @description Why it is said. */
            reason: string;
            /** @description The words that it rests on, as they stand in the reply. */
            words: string[];
        };
        /** @description Days off in a row, weekends among them included. */
        Holiday: {
            from: components["schemas"]["Day"];
            name: components["schemas"]["Name"];
            to: components["schemas"]["Day"];
        };
        /** @description One year's published arrangement of holidays and of the weekend days worked for them, 调休. */
        HolidayYear: {
            off: components["schemas"]["Holiday"][];
            /** @description The notice that published it. */
            source: components["schemas"]["Name"];
            worked: components["schemas"]["Day"][];
            year: number;
        };
        /** @description A hot spot, as `/v1/stats/hotspots` lists it. */
        HotspotData: {
            /** @description `new` or `growing`. */
            alert: string;
            category: components["schemas"]["Category"] | null;
            /** @description The number of the ticket that it began with. */
            hotspot: components["schemas"]["TicketId"];
            /** Format: uint32 */
            reporters: number;
            /** Format: uint32 */
            tickets: number;
        };
        /** @description When a hot spot is worth an alert. `GET` and `PUT /v1/settings`. */
        HotspotRule: {
            /** @description Tickets that lie further apart are not compared. */
            days: number;
            /** @description Told of again when it has grown to so much of what it was, in hundredths. */
            growth_percent: number;
            /** @description So many different citizens inside seven days. */
            reporters: number;
        };
        /** @description One hot spot; for a department's handlers, their own department's tickets of it. */
        HotspotView: {
            /** @description … and whether the hot spot was new then, or had grown since the alert before. */
            alert: components["schemas"]["Alert"] | null;
            /** @description When the last alert was raised … */
            alerted_at: components["schemas"]["Timestamp"] | null;
            /**
             * Format: uint32
             * @description … and of the seven before them.
             */
            before: number;
            /** @description That of most of its tickets. */
            category: components["schemas"]["Category"] | null;
            districts: string[];
            /**
             * Format: uint32
             * @description Where periods are compared: tickets from `from` to `to` …
             */
            during?: number | null;
            /**
             * Format: uint32
             * @description … and of the earlier period.
             */
            earlier?: number | null;
            first_at: components["schemas"]["Timestamp"];
            /**
             * Format: double
             * @description The one by the other, each with one more; to two digits.
             */
            growth: number;
            /**
             * Format: double
             * @description What it is ranked by: `reporters`, up to twice as much when all tickets are recent.
             */
            heat: number;
            /** @description The number of the ticket that it began with, for who may see that ticket. */
            id?: string | null;
            last_at: components["schemas"]["Timestamp"];
            /**
             * Format: uint32
             * @description Tickets of the seven days up to `to` …
             */
            recent: number;
            /**
             * Format: uint32
             * @description Different citizens, as far as their telephones tell; those who gave none count as one.
             */
            reporters: number;
            /** Format: uint32 */
            size: number;
            /** @description The newest, as far as the caller may see them. */
            tickets: components["schemas"]["TicketId"][];
            /** @description Words that most of its tickets hold and few others; without reports and confidential tickets. */
            words: string[];
        };
        /** @description `GET /v1/stats/hotspots`. */
        Hotspots: {
            category: components["schemas"]["Category"] | null;
            /** @description The earlier period, where one was asked for. */
            compared?: components["schemas"]["Compared"] | null;
            /** @description `false` while newer tickets have still to be compared. */
            complete: boolean;
            district: components["schemas"]["Place"] | null;
            from: components["schemas"]["Day"];
            /** @description The hottest first. */
            items: components["schemas"]["HotspotView"][];
            /** @description Included; the last seven days end with it. */
            to: components["schemas"]["Day"];
        };
        /** @description `POST /v1/import`. */
        ImportRequest: {
            /** @description Checks all, and stores nothing. */
            dry_run?: boolean;
            /** @description The system that they come from: a reference is one within it. */
            source: components["schemas"]["DeptCode"];
            /** @description Each is read by itself where they are taken over, so that one that is wrong keeps out no other. */
            tickets: components["schemas"]["OldTicket"][];
        };
        /** @description The answer: what became of each, in the request's order. */
        Imported: {
            items: components["schemas"]["ImportedView"][];
        };
        /** @description What became of one of them. */
        ImportedView: {
            /** @description Why it is refused, with pointers into the ticket. */
            errors?: components["schemas"]["FieldError"][];
            /** @description Its number here; of a new one not in a dry run. */
            id?: components["schemas"]["TicketId"] | null;
            outcome: components["schemas"]["Taken"];
        };
        /** @description The settings that conditions depend on, as `GET /v1/settings` has them. */
        InForce: {
            extensions: number;
            /** @description What `reason_code` can be. */
            reason_codes: components["schemas"]["ReasonCode"][];
            reopen_days: number;
            return_window: components["schemas"]["Limit"];
            supplements_per_day: number;
            urges_per_day: number;
            /** Format: int64 */
            version: number;
        };
        /** @description `POST /v1/incidents/{id}/notice`. */
        IncidentNoticeRequest: {
            body: components["schemas"]["Markdown"];
            /** @description One of the city's; the first, when absent. */
            category?: components["schemas"]["NoticeCategory"] | null;
            /** @description Until when it shows. */
            expires_at?: components["schemas"]["Timestamp"] | null;
            title: components["schemas"]["Title"];
        };
        /** @description One event in the city, whoever reports it. */
        IncidentView: {
            /** @description Somebody has acknowledged one of its reports. */
            acknowledged: boolean;
            callouts: components["schemas"]["CallOutView"][];
            category: components["schemas"]["Category"] | null;
            districts: components["schemas"]["Place"][];
            /** @description The number of the ticket that it goes by. */
            id: components["schemas"]["TicketId"];
            /** @description The notices that tell everybody of it, by their numbers. */
            notices: number[];
            /** @description A report of it is open still. */
            open: boolean;
            opened_at: components["schemas"]["Timestamp"];
            /** @description Every report of it. */
            tickets: components["schemas"]["TicketId"][];
        };
        /** @description `GET /v1/incidents`. */
        Incidents: {
            items: components["schemas"]["IncidentView"][];
        };
        /**
         * @description similar 类似诉求; answers 相关答案;
         * @enum {string}
         */
        Included: "similar" | "answers";
        /** @description How sure a judgement is that rules and model make together. */
        Judged: {
            /**
             * Format: float
             * @description How likely it is the right one, 0 to 1 in steps of 0.0001.
             */
            confidence: number;
            /** @description A person should look. */
            needs_review: boolean;
            /** @description What comes next, where a person should look. */
            second?: components["schemas"]["Kind"] | null;
        };
        /** @description How sure a judgement is that rules and model make together. */
        Judged2: {
            /**
             * Format: float
             * @description How likely it is the right one, 0 to 1 in steps of 0.0001.
             */
            confidence: number;
            /** @description A person should look. */
            needs_review: boolean;
            /** @description What comes next, where a person should look. */
            second?: components["schemas"]["Urgency"] | null;
        };
        /** @description A ticket whose reporter cannot be deleted yet. */
        KeptTicket: {
            id: components["schemas"]["TicketId"];
            state: components["schemas"]["State"];
        };
        /** @description A page of a list. */
        KeyPage: {
            items: components["schemas"]["KeyView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description `POST /v1/keys`. */
        KeyRequest: {
            /** @description Never by itself, when absent. */
            expires_at?: components["schemas"]["Timestamp"] | null;
            /** @description Whose it is and what for. */
            name: components["schemas"]["Name"];
            scopes: ("tickets:write" | "tickets:read" | "calls:write" | "stats:read" | "events:read" | "events:all" | "messages:write")[];
        };
        /** @description An API key, as administrators see it. */
        KeyView: {
            created_at: components["schemas"]["Timestamp"];
            created_by: string;
            expires_at: components["schemas"]["Timestamp"] | null;
            id: string;
            /** @description The last day on which it opened something. */
            last_used_on: components["schemas"]["Day"] | null;
            name: string;
            revoked_at: components["schemas"]["Timestamp"] | null;
            scopes: components["schemas"]["Scope"][];
        };
        /**
         * @description consultation 咨询; help 求助; complaint 投诉; report 举报; suggestion 建议; praise 表扬;
         * @enum {string}
         */
        Kind: "consultation" | "help" | "complaint" | "report" | "suggestion" | "praise";
        /**
         * @description policy 政策; law 法规; guide 办事指南; answer 常见问答;
         * @enum {string}
         */
        KnowledgeKind: "policy" | "law" | "guide" | "answer";
        /** @description A page of a list. */
        KnowledgePage: {
            items: components["schemas"]["EntryLine"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description `POST /v1/knowledge`, `PUT /v1/knowledge/{id}`. */
        KnowledgeRequest: {
            /** @description Markdown. */
            body: components["schemas"]["Markdown"];
            category?: components["schemas"]["Category"] | null;
            department?: components["schemas"]["DeptCode"] | null;
            /** @description For the whole city, when there are none. */
            districts?: components["schemas"]["Place"][];
            /** @description Kept and not yet published; in a change as it is, when absent. */
            draft?: boolean | Record<string, never> | null;
            kind: components["schemas"]["KnowledgeKind"];
            review_at?: components["schemas"]["Timestamp"] | null;
            source?: components["schemas"]["Title"] | null;
            source_url?: components["schemas"]["Url"] | null;
            /** @description The second level; of the category. */
            subcategory?: components["schemas"]["Subcategory"] | null;
            title: components["schemas"]["Title"];
            /** @description Now, when absent. */
            valid_from?: components["schemas"]["Timestamp"] | null;
            valid_to?: components["schemas"]["Timestamp"] | null;
        };
        /** @description `POST /v1/knowledge`, `PUT /v1/knowledge/{id}`. */
        KnowledgeRequestChange: {
            /** @description Markdown. */
            body?: components["schemas"]["Markdown"];
            category?: components["schemas"]["Category"] | null;
            /** @description Only for reading; left aside */
            created_at?: unknown;
            department?: components["schemas"]["DeptCode"] | null;
            /** @description For the whole city, when there are none. */
            districts?: components["schemas"]["Place"][];
            /** @description Kept and not yet published; in a change as it is, when absent. */
            draft?: boolean | Record<string, never> | null;
            /** @description Only for reading; left aside */
            helpful?: unknown;
            /** @description Only for reading; left aside */
            id?: unknown;
            kind?: components["schemas"]["KnowledgeKind"];
            review_at?: components["schemas"]["Timestamp"] | null;
            source?: components["schemas"]["Title"] | null;
            source_url?: components["schemas"]["Url"] | null;
            /** @description Only for reading; left aside */
            standing?: unknown;
            /** @description Only for reading; left aside */
            state?: unknown;
            /** @description The second level; of the category. */
            subcategory?: components["schemas"]["Subcategory"] | null;
            title?: components["schemas"]["Title"];
            /** @description Only for reading; left aside */
            unhelpful?: unknown;
            /** @description Only for reading; left aside */
            updated_at?: unknown;
            /** @description Now, when absent. */
            valid_from?: components["schemas"]["Timestamp"] | null;
            valid_to?: components["schemas"]["Timestamp"] | null;
            /** @description Only for reading; left aside */
            version?: unknown;
        };
        /**
         * @description draft 草稿; scheduled 待生效; published 已发布; expired 已失效; withdrawn 已撤下;
         * @enum {string}
         */
        KnowledgeState: "draft" | "scheduled" | "published" | "expired" | "withdrawn";
        /** @description A page of a list. */
        KnowledgeVersions: {
            items: components["schemas"]["Revision"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description An entry as it is read. */
        KnowledgeView: {
            /** @description Markdown. */
            body: components["schemas"]["Markdown"];
            category: components["schemas"]["Category"] | null;
            created_at: components["schemas"]["Timestamp"];
            /** @description The department that answers for it. */
            department: components["schemas"]["DeptCode"] | null;
            /** @description For these districts; for the whole city when there are none. */
            districts: components["schemas"]["Place"][];
            /** @description What is being written of it while the text above goes on being published; publishers only. */
            draft?: components["schemas"]["Text"] | null;
            /**
             * Format: uint32
             * @description How many found that it helped; staff only.
             */
            helpful?: number | null;
            id: string;
            kind: components["schemas"]["KnowledgeKind"];
            /** @description When somebody is to look whether it still holds; staff only. */
            review_at: components["schemas"]["Timestamp"] | null;
            /** @description Where it is from: a law's name, the number of a document. */
            source: components["schemas"]["Title"] | null;
            source_url: components["schemas"]["Url"] | null;
            standing: components["schemas"]["Standing"];
            state: components["schemas"]["KnowledgeState"];
            subcategory: components["schemas"]["Subcategory"] | null;
            title: components["schemas"]["Title"];
            /** Format: uint32 */
            unhelpful?: number | null;
            updated_at: components["schemas"]["Timestamp"];
            valid_from: components["schemas"]["Timestamp"];
            valid_to: components["schemas"]["Timestamp"] | null;
            /**
             * Format: uint32
             * @description Also the `ETag`.
             */
            version: number;
        };
        /** @description An entry of the knowledge base by its title. */
        KnownAnswer: {
            id: string;
            /**
             * Format: float
             * @description 0 to 1: how much of the demand it speaks of.
             */
            score: number;
            title: string;
        };
        /** @description `GET /v1/stats/kpi`. */
        Kpi: {
            /** @description All of the earlier period. */
            before?: components["schemas"]["Figures"] | null;
            by: components["schemas"]["Dimension"] | null;
            /** @description The earlier period, where one was asked for. */
            compared?: components["schemas"]["Compared"] | null;
            /** @description `false` while older tickets are still being counted. */
            complete: boolean;
            definitions: components["schemas"]["Definitions"];
            filter: components["schemas"]["Filter"];
            from: components["schemas"]["Day"];
            /** @description The most tickets first. */
            groups: components["schemas"]["Group"][];
            /**
             * Format: uint
             * @description Groups that are left out because there are too many; `total` holds them.
             */
            omitted: number;
            /** @description Included. */
            to: components["schemas"]["Day"];
            total: components["schemas"]["Figures"];
        };
        /**
         * @description What a citizen wrote later, or a correction has taken the place of, word for word, where something that names
         *     somebody is masked in the history.
         */
        LaterWords: {
            /** @description What the demand said before it was put right, and where exactly it was. */
            before?: components["schemas"]["DemandPart"] | null;
            note?: string | null;
            public?: string | null;
            /**
             * Format: uint32
             * @description The event in which it stands.
             */
            seq: number;
        };
        /** @description How long something may take. */
        Limit: {
            /** Format: uint32 */
            hours: number;
        } | {
            /** Format: uint32 */
            working_hours: number;
        } | {
            /** Format: uint32 */
            working_days: number;
        };
        /**
         * @description catalogue 派单目录; settings 系统设置;
         * @enum {string}
         */
        LimitSource: "catalogue" | "settings";
        /** @description A row of the log as it stands. */
        Line: {
            /** @description What was done. */
            act: string;
            at: components["schemas"]["Timestamp"];
            /** @description What changed of settings, the catalogue, a department, an account, a key or a webhook. */
            changes?: components["schemas"]["FieldChange"][];
            detail: string;
            /** @description With the person, a part of it was erased: it is as it was left then. */
            erased?: boolean;
            /** @description Covers the row and the hash before it, as 64 hexadecimal digits. */
            hash: string;
            /** @description To what: a ticket's number, a department's code … */
            object: string;
            /** @description For which request, as its answer's `X-Request-Id` and the log's line say it; lines of before have none. */
            request?: string | null;
            role: string;
            /**
             * Format: int64
             * @description Counts the rows, without gaps.
             */
            seq: number;
            /** @description Who; empty for a citizen without a token, and of one with a token only that it was the ticket's. */
            sub: string;
        };
        /**
         * @description published 已发布; all 全部;
         * @enum {string}
         */
        Listed: "published" | "all";
        /** @description Where the matter is. */
        Location: {
            address?: components["schemas"]["Place"] | null;
            district?: components["schemas"]["Place"] | null;
            /** @description Says the hotline, of the district; of a demand that is handed in it is not read. */
            district_source?: components["schemas"]["DistrictSource"] | null;
            /** @description Degrees, WGS 84. */
            lat?: number | null;
            lon?: number | null;
        };
        /** @description `POST /v1/auth/login`. */
        LoginRequest: {
            /** @description Of the authenticator, or a recovery code; for accounts with a second factor. */
            code?: components["schemas"]["SecondFactorCode"] | null;
            password: components["schemas"]["Password"];
            username: components["schemas"]["UserName"];
        };
        Markdown: string;
        /** @description A reporter whose data cannot be read from it. */
        MaskedReporter: {
            address?: string | null;
            anonymous: boolean;
            confidential: boolean;
            email: string | null;
            /** @description How they want to be told of what becomes of it. */
            messages?: components["schemas"]["MessageChannel"] | null;
            name: string | null;
            phone: string | null;
            reply_wanted: boolean;
        };
        /** @description The mean of a scale, give or take `margin` with 95 %. */
        MeanView: {
            /** Format: float */
            margin: number;
            /** Format: float */
            value: number;
        };
        Measure: components["schemas"]["Counter"] | components["schemas"]["Rate"];
        MediaType: string;
        /**
         * @description sms 短信; wechat 微信订阅消息; email 电子邮件; none 不通知;
         * @enum {string}
         */
        MessageChannel: "sms" | "wechat" | "email" | "none";
        /**
         * @description zh 中文; en 英文;
         * @enum {string}
         */
        MessageLanguage: "zh" | "en";
        /** @description A page of a list. */
        MessagePage: {
            items: components["schemas"]["MessageView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description What a message would say of a ticket that is made up. */
        MessagePreview: {
            /** Format: uint32 */
            characters: number;
            /**
             * Format: uint32
             * @description Short messages that the text is charged as: 70 characters are one, and 67 each where it takes several.
             */
            parts: number;
            text: string;
        };
        /** @description What citizens are told of by message, when and how often. `GET` and `PUT /v1/settings`. */
        MessageSettings: {
            /**
             * @description Of these nobody is told.
             * @default []
             */
            not_told: components["schemas"]["Occasion"][];
            /**
             * @description The most that one person is told in a day, emergencies apart.
             * @default 5
             */
            per_day: number;
            /**
             * @description From this time of day on nobody is told, but of emergencies …
             * @default 21:00
             */
            quiet_from: string;
            /**
             * @description … until this one; the same twice is no quiet at all.
             * @default 08:00
             */
            quiet_to: string;
            /**
             * @description Working days without public progress after which the department is reminded, and the citizen told; 0 is never.
             * @default 10
             */
            silent_days: number;
            /**
             * @description Whoever leaves a mobile number with the hotline and does not say how to be told is told by short message.
             * @default false
             */
            sms_by_default: boolean;
            /**
             * @description What is said in place of the usual words.
             * @default []
             */
            texts: components["schemas"]["MessageTemplate"][];
            /**
             * @description What is said through WeChat, which knows none but templates: of what has none nobody is told there.
             * @default []
             */
            wechat: components["schemas"]["WeChatTemplate"][];
            /**
             * @description Nor on days off, by the city's calendar.
             * @default false
             */
            working_days_only: boolean;
        };
        /** @description What citizens are told of by message, when and how often. `GET` and `PUT /v1/settings`. */
        MessageSettingsInput: {
            /** @description Of these nobody is told. */
            not_told?: components["schemas"]["Occasion"][];
            /** @description The most that one person is told in a day, emergencies apart. By default 5. */
            per_day?: number;
            /** @description From this time of day on nobody is told, but of emergencies … By default "21:00". */
            quiet_from?: string;
            /** @description … until this one; the same twice is no quiet at all. By default "08:00". */
            quiet_to?: string;
            /** @description Working days without public progress after which the department is reminded, and the citizen told; 0 is never. By default 10. */
            silent_days?: number;
            /** @description Whoever leaves a mobile number with the hotline and does not say how to be told is told by short message. */
            sms_by_default?: boolean;
            /** @description What is said in place of the usual words. */
            texts?: components["schemas"]["MessageTemplate"][];
            /** @description What is said through WeChat, which knows none but templates: of what has none nobody is told there. */
            wechat?: components["schemas"]["WeChatTemplate"][];
            /** @description Nor on days off, by the city's calendar. */
            working_days_only?: boolean;
        };
        /**
         * @description pending 待发送; sent 已发送; delivered 已送达; bounced 地址无效; dead 发送失败; dropped 不再发送;
         * @enum {string}
         */
        MessageStatus: "pending" | "sent" | "delivered" | "bounced" | "dead" | "dropped";
        /** @description What a city says in place of the usual words. */
        MessageTemplate: {
            en: components["schemas"]["MessageText"];
            occasion: components["schemas"]["Occasion"];
            /** @description With `{number}`, `{state}`, `{due}`, `{link}` and `{hotline}`, and no other placeholder. */
            zh: components["schemas"]["MessageText"];
        };
        MessageText: string;
        /** @description A message, without to whom it went. */
        MessageView: {
            /** Format: uint32 */
            attempts: number;
            /** @description Why it was not sent. */
            because: components["schemas"]["Unsent"] | null;
            channel: components["schemas"]["MessageChannel"];
            created_at: components["schemas"]["Timestamp"];
            ended_at: components["schemas"]["Timestamp"] | null;
            /** @description The event of which it tells, by the number of its line in the audit log. */
            event: string;
            /** @description When it is sent, or tried again, while it waits. */
            next_at: components["schemas"]["Timestamp"] | null;
            occasion: components["schemas"]["Occasion"];
            status: components["schemas"]["MessageStatus"];
        };
        /** @description A model that can classify. */
        Model: {
            /** @description Classifies what comes in. */
            active: boolean;
            /** @description Comes with the hotline itself, and cannot be lost. */
            built_in: boolean;
            /** Format: uint32 */
            bytes: number;
            /** @description The categories that it can tell apart. */
            categories: components["schemas"]["Category"][];
            id: components["schemas"]["ModelId"];
            /**
             * @description The bytes are in the key-value store. Where they are lost the built-in model classifies until
             *     the same file is uploaded again.
             */
            stored: boolean;
            /** @description When and by whom it was uploaded; absent for the one that is built in. */
            uploaded_at: components["schemas"]["Timestamp"] | null;
            uploaded_by: string | null;
        };
        ModelId: string;
        /** @description A model that can classify. */
        ModelView: {
            /** @description Classifies what comes in. */
            active: boolean;
            /** @description Comes with the hotline itself, and cannot be lost. */
            built_in: boolean;
            /** Format: uint32 */
            bytes: number;
            /** @description The categories that it can tell apart. */
            categories: components["schemas"]["Category"][];
            id: components["schemas"]["ModelId"];
            /**
             * @description The bytes are in the key-value store. Where they are lost the built-in model classifies until
             *     the same file is uploaded again.
             */
            stored: boolean;
            /** @description When and by whom it was uploaded; absent for the one that is built in. */
            uploaded_at: components["schemas"]["Timestamp"] | null;
            uploaded_by: string | null;
        };
        /** @description `GET /v1/models`. */
        Models: {
            /** @description The latest changes, newest first. */
            history: components["schemas"]["Activation"][];
            /** @description The built-in one first, then the newest. */
            items: components["schemas"]["ModelView"][];
            /**
             * Format: uint32
             * @description How often the model was changed; also the `ETag`.
             */
            version: number;
        };
        /** @description One line of a citizen's own tickets. */
        MyTicket: {
            /** @description There is an answer to read. */
            answered: boolean;
            created_at: components["schemas"]["Timestamp"];
            due_at: components["schemas"]["Timestamp"] | null;
            id: components["schemas"]["TicketId"];
            /** @description The citizen's judgement is waited for. */
            rating_wanted: boolean;
            state: components["schemas"]["State"];
            state_label: string;
            /** @description The subject, or how the content begins. */
            subject: string;
        };
        /** @description A page of a list. */
        MyTicketPage: {
            items: components["schemas"]["MyTicket"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        Name: string;
        /** @description One of the city's reasons, with what people read. `GET` and `PUT /v1/settings`. */
        NamedReason: {
            id: components["schemas"]["ReasonCode"];
            name: components["schemas"]["Name"];
            name_en: components["schemas"]["Name"];
        };
        /** @description The answer to [`KeyRequest`]. */
        NewKey: {
            created_at: components["schemas"]["Timestamp"];
            created_by: string;
            expires_at: components["schemas"]["Timestamp"] | null;
            id: string;
            /** @description For `X-API-Key`. It is shown here and nowhere else. */
            key: string;
            /** @description The last day on which it opened something. */
            last_used_on: components["schemas"]["Day"] | null;
            name: string;
            revoked_at: components["schemas"]["Timestamp"] | null;
            scopes: components["schemas"]["Scope"][];
        };
        /** Format: password */
        NewPassword: string;
        /** @description A webhook with its secret, which is shown this once. */
        NewWebhook: {
            created_at: components["schemas"]["Timestamp"];
            created_by: string;
            /** @description How far it has come: events up to there are delivered, wait or are dead letters. */
            cursor: string;
            /**
             * Format: uint32
             * @description Dead letters.
             */
            dead: number;
            department: components["schemas"]["DeptCode"] | null;
            /**
             * @description Why the hotline disabled it by itself: `gone`, it said that it never wants anything again, or `unreachable`, it took
             *     nothing for five days.
             */
            disabled_because: string | null;
            enabled: boolean;
            /** @description Since when it has taken nothing. */
            failing_since: components["schemas"]["Timestamp"] | null;
            /** @description Until when the secret before the last change is good as well. */
            former_secret_until: components["schemas"]["Timestamp"] | null;
            id: string;
            key: string | null;
            name: string;
            /**
             * Format: uint32
             * @description Deliveries that wait.
             */
            pending: number;
            /** @description Until when it is left alone. */
            rests_until: components["schemas"]["Timestamp"] | null;
            /** @description `whsec_…`: receivers check signatures with it. */
            secret: string;
            types: components["schemas"]["EventType"][];
            updated_at: components["schemas"]["Timestamp"];
            url: components["schemas"]["Endpoint"];
            /**
             * Format: uint32
             * @description Counts what people change; also the `ETag`.
             */
            version: number;
        };
        NoticeCategory: string;
        /** @description A notice, whose text is at `/v1/notices/{id}`. */
        NoticeData: {
            category: components["schemas"]["NoticeCategory"];
            expires_at: components["schemas"]["Timestamp"] | null;
            /** Format: int64 */
            notice: number;
            pinned: boolean;
            publish_at: components["schemas"]["Timestamp"];
            /** Format: uint32 */
            version: number;
        };
        /** @description A page of a list. */
        NoticePage: {
            items: components["schemas"]["NoticeView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description `POST /v1/notices`, `PUT /v1/notices/{id}`. */
        NoticeRequest: {
            /** @description Markdown. */
            body: components["schemas"]["Markdown"];
            category?: components["schemas"]["NoticeCategory"] | null;
            /** @description For the whole city, when there are none. */
            districts?: components["schemas"]["Place"][];
            ends_at?: components["schemas"]["Timestamp"] | null;
            expires_at?: components["schemas"]["Timestamp"] | null;
            pinned?: boolean;
            place?: components["schemas"]["Place"] | null;
            /** @description Now, when absent. */
            publish_at?: components["schemas"]["Timestamp"] | null;
            /** @description When what it is about takes place: then it stands in the calendar, too. */
            starts_at?: components["schemas"]["Timestamp"] | null;
            /** @description The number of a survey that it leads to. */
            survey?: string | null;
            title: components["schemas"]["Title"];
        };
        /** @description `POST /v1/notices`, `PUT /v1/notices/{id}`. */
        NoticeRequestChange: {
            /** @description Markdown. */
            body?: components["schemas"]["Markdown"];
            category?: components["schemas"]["NoticeCategory"] | null;
            /** @description Only for reading; left aside */
            category_name?: unknown;
            /** @description Only for reading; left aside */
            created_at?: unknown;
            /** @description For the whole city, when there are none. */
            districts?: components["schemas"]["Place"][];
            ends_at?: components["schemas"]["Timestamp"] | null;
            expires_at?: components["schemas"]["Timestamp"] | null;
            /** @description Only for reading; left aside */
            id?: unknown;
            pinned?: boolean;
            place?: components["schemas"]["Place"] | null;
            /** @description Now, when absent. */
            publish_at?: components["schemas"]["Timestamp"] | null;
            /** @description When what it is about takes place: then it stands in the calendar, too. */
            starts_at?: components["schemas"]["Timestamp"] | null;
            /** @description Only for reading; left aside */
            state?: unknown;
            /** @description The number of a survey that it leads to. */
            survey?: string | null;
            title?: components["schemas"]["Title"];
            /** @description Only for reading; left aside */
            updated_at?: unknown;
        };
        /**
         * @description scheduled 待发布; published 已发布; expired 已过期; withdrawn 已撤下;
         * @enum {string}
         */
        NoticeState: "scheduled" | "published" | "expired" | "withdrawn";
        /** @description A notice. */
        NoticeView: {
            /** @description Markdown. */
            body: string;
            category: components["schemas"]["NoticeCategory"];
            /** @description What people read for it, in the caller's language. */
            category_name: string;
            created_at: components["schemas"]["Timestamp"];
            /** @description For the whole city, when there are none. */
            districts: components["schemas"]["Place"][];
            ends_at: components["schemas"]["Timestamp"] | null;
            expires_at: components["schemas"]["Timestamp"] | null;
            id: string;
            pinned: boolean;
            place: components["schemas"]["Place"] | null;
            publish_at: components["schemas"]["Timestamp"];
            /** @description When and where what it is about takes place. */
            starts_at: components["schemas"]["Timestamp"] | null;
            state: components["schemas"]["NoticeState"];
            /** @description The number of the survey that it leads to. */
            survey: string | null;
            title: string;
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description What one call of `POST /v1/notify` has done. */
        Notified: {
            /**
             * Format: uint32
             * @description People called.
             */
            called: number;
            /**
             * Format: uint32
             * @description Emergencies for which people are called from now on.
             */
            callouts: number;
            /**
             * Format: uint32
             * @description Messages for which there is no address, no gateway or no wish, or that a newer one has taken the place of.
             */
            dropped: number;
            /**
             * Format: uint32
             * @description Attempts that failed and are made again.
             */
            failed: number;
            /**
             * Format: uint32
             * @description Messages that are tried no more: their address is none, or the gateway was not reached in a day.
             */
            lost: number;
            /**
             * Format: uint32
             * @description Messages made of events.
             */
            made: number;
            /** @description There is more to do at once. */
            more: boolean;
            /** Format: uint32 */
            sent: number;
            /**
             * Format: uint32
             * @description Departments reminded of tickets that have said nothing for long.
             */
            silent: number;
            /**
             * Format: uint32
             * @description Messages that wait for the morning.
             */
            waiting: number;
        };
        /**
         * @description state 工单当前状态下不能进行此操作; party 此操作由其他人员进行; own_work 您办理过本件，须由他人审核; left 您已撤回本件; designated 督办已驳回退单，不能再次申请; window_closed 已过规定期限; extension_open 已有延期申请待审; extensions_used 延期次数已用完; no_extension 没有待审的延期申请; urged_enough 今天催办次数已达上限，请明天再试; supplemented_enough 今天补充次数已达上限，请明天再试; already_answered 承办单位已答复过，不能退单; excluded 已经剔除; disputed 诉求人再次不满意，等待督办处理; unanswered 主工单尚未答复; rated 已经评价; third_return 已第三次退单，须由督办派单; signed 承办单位已签收，须由督办改派; not_disputed 诉求人没有再次表示不满意; no_department 没有承办单位，不能退回重办; erased 个人信息已删除; still_open 尚未办结，办结后才能删除个人信息; adopted 已经采纳; no_suggestion 只有已答复的建议可以采纳; supervisor_decides 须由督办决定;
         * @enum {string}
         */
        Obstacle: "state" | "party" | "own_work" | "left" | "designated" | "window_closed" | "extension_open" | "extensions_used" | "no_extension" | "urged_enough" | "supplemented_enough" | "already_answered" | "excluded" | "disputed" | "unanswered" | "rated" | "third_return" | "signed" | "not_disputed" | "no_department" | "erased" | "still_open" | "adopted" | "no_suggestion" | "supervisor_decides";
        /**
         * @description received 登记; info_requested 需要补充; declined 不予受理; assigned 转办; progressed 办理进展; extended 延期; suspended 挂账; answered 已答复; closed 办结; merged 并单; adopted 建议被采纳; silent 长时间无进展;
         * @enum {string}
         */
        Occasion: "received" | "info_requested" | "declined" | "assigned" | "progressed" | "extended" | "suspended" | "answered" | "closed" | "merged" | "adopted" | "silent";
        /**
         * @description open 在办; info_needed 待补充; accepted 待派单; in_progress 办理中; return_review 退单审核; suspended 挂账; in_review 待审核; follow_up 待回访; closed 办结; declined 不予受理; withdrawn 已撤回;
         * @enum {string}
         */
        OldState: "open" | "info_needed" | "accepted" | "in_progress" | "return_review" | "suspended" | "in_review" | "follow_up" | "closed" | "declined" | "withdrawn";
        /** @description A ticket of another system. What is not given is not known, and is not made up. */
        OldTicket: {
            /** @description What the citizen was told; of what goes on, what it waits for or was replied. */
            answer?: components["schemas"]["Remark"] | null;
            /** @description As `closed_at` when absent. */
            answered_at?: components["schemas"]["Timestamp"] | null;
            assigned_at?: components["schemas"]["Timestamp"] | null;
            category?: components["schemas"]["Category"] | null;
            /** @description `other` when absent. */
            channel?: components["schemas"]["Channel"] | null;
            /** @description As `answered_at` when absent; what has ended needs one of the two. */
            closed_at?: components["schemas"]["Timestamp"] | null;
            /** @description With the judgement. */
            comment?: components["schemas"]["Remark"] | null;
            contacted_at?: components["schemas"]["Timestamp"] | null;
            content: components["schemas"]["Content"];
            /** @description When it came in: its number is of that day. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The department that had it, by its code. */
            department?: components["schemas"]["DeptCode"] | null;
            /** @description By when it was due; by the settings in force when absent. */
            due_at?: components["schemas"]["Timestamp"] | null;
            /** @description What that system calls it; each is taken over once. */
            external_ref: components["schemas"]["ExternalRef"];
            /** @description `help` when absent. */
            kind?: components["schemas"]["Kind"] | null;
            location?: components["schemas"]["Location"] | null;
            reporter?: components["schemas"]["ReporterInput"] | null;
            /** @description Unless it is said, all but the dissatisfied count as resolved. */
            resolved?: boolean | null;
            satisfaction?: components["schemas"]["Satisfaction"] | null;
            state: components["schemas"]["OldState"];
            subcategory?: components["schemas"]["Subcategory"] | null;
            subject?: components["schemas"]["Subject"] | null;
            /** @description `normal` when absent. */
            urgency?: components["schemas"]["Urgency"] | null;
        };
        /** @description All ladders. `GET` and `PUT /v1/oncall`. */
        OnCall: {
            /** @description The gateway hands on what is answered to short messages: whoever is called reads that 1 acknowledges. */
            by_reply?: boolean;
            lists?: components["schemas"]["OnCallList"][];
            /** @description Minutes after which the next step is called. By default 5. */
            minutes?: number;
            /** @description The last step of every ladder. */
            supervisors?: components["schemas"]["OnCallPerson"][];
        };
        /** @description All ladders. `GET` and `PUT /v1/oncall`. */
        OnCallChange: {
            /** @description The gateway hands on what is answered to short messages: whoever is called reads that 1 acknowledges. */
            by_reply?: boolean;
            lists?: components["schemas"]["OnCallList"][];
            /** @description Minutes after which the next step is called. By default 5. */
            minutes?: number;
            /** @description The last step of every ladder. */
            supervisors?: components["schemas"]["OnCallPerson"][];
            /** @description Only for reading; left aside */
            version?: unknown;
        };
        /** @description Who is called for a department's emergencies. */
        OnCallList: {
            /** @description The hotline's own, when absent: for what no department leads yet, and for departments that have none. */
            department?: components["schemas"]["DeptCode"] | null;
            /** @description In any district that has no list of its own, when absent. */
            district?: components["schemas"]["Place"] | null;
            steps: components["schemas"]["OnCallStep"][];
        };
        OnCallListView: {
            department?: components["schemas"]["DeptCode"] | null;
            district?: components["schemas"]["Place"] | null;
            steps: components["schemas"]["OnCallStepView"][];
        };
        /** @description Somebody who is called. */
        OnCallPerson: {
            name: components["schemas"]["Name"];
            /** @description A mobile number. */
            phone: components["schemas"]["Phone"];
        };
        /** @description Somebody who is called; whoever is no administrator sees the number masked. */
        OnCallPersonView: {
            name: string;
            phone: string;
        };
        /** @description One step of a ladder: all of these are called at once. */
        OnCallStep: {
            people: components["schemas"]["OnCallPerson"][];
        };
        OnCallStepView: {
            people: components["schemas"]["OnCallPersonView"][];
        };
        /** @description `GET /v1/oncall`: who is called in an emergency. */
        OnCallView: {
            /** @description Whoever is called reads that 1 acknowledges. */
            by_reply: boolean;
            lists: components["schemas"]["OnCallListView"][];
            minutes: number;
            supervisors: components["schemas"]["OnCallPersonView"][];
            /**
             * Format: uint32
             * @description 0 where nobody was named yet.
             */
            version: number;
        };
        OneTimeCode: string;
        /** @description What a city decides of Open311. `GET` and `PUT /v1/settings`. */
        Open311Settings: {
            /**
             * @description What is asked with a service, beside what is asked with each: kind, whether a reply is wanted, secrecy.
             * @default []
             */
            attributes: components["schemas"]["Attribute"][];
            /**
             * @description Of which demands everybody reads what they say and what they were answered: `own` came in through Open311, whose
             *     users know that it shows what it takes; `all` are all that are not protected.
             * @default own
             */
            texts: components["schemas"]["Shown"];
        };
        /** @description What a city decides of Open311. `GET` and `PUT /v1/settings`. */
        Open311SettingsInput: {
            /** @description What is asked with a service, beside what is asked with each: kind, whether a reply is wanted, secrecy. */
            attributes?: components["schemas"]["AttributeInput"][];
            /**
             * @description Of which demands everybody reads what they say and what they were answered: `own` came in through Open311, whose
             *     users know that it shows what it takes; `all` are all that are not protected. By default "own".
             */
            texts?: components["schemas"]["Shown"];
        };
        /**
         * @description extension 延期待审; return 退单待审; dispute 争议待裁定; review 答复待审; placing 多次退单待指定; sign_late 逾期未签收; contact_late 逾期未联系; finish_late 逾期未办结;
         * @enum {string}
         */
        Owed: "extension" | "return" | "dispute" | "review" | "placing" | "sign_late" | "contact_late" | "finish_late";
        /** @description A page of a list. */
        OwnData: {
            items: components["schemas"]["OwnTicket"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description One of the tickets of `GET /v1/my/data`: the case and the person, both whole. */
        OwnTicket: {
            /** @description What was written later, likewise. */
            later_words: components["schemas"]["LaterWords"][];
            /** @description The demand word for word, where the ticket has it masked. */
            own_words: components["schemas"]["OwnWords"] | null;
            /** @description In the clear. */
            reporter: components["schemas"]["Reporter"];
            ticket: components["schemas"]["TicketView"];
        };
        /** @description A demand word for word, where something that names somebody is masked in it. */
        OwnWords: {
            /** @description As they were named and linked, where that names somebody. */
            attachments?: components["schemas"]["Attachment"][];
            content: components["schemas"]["Content"];
            /** @description Likewise. */
            district?: components["schemas"]["Place"] | null;
            subject?: components["schemas"]["Subject"] | null;
        };
        /** Format: password */
        Password: string;
        /** @description `POST /v1/auth/password`: of the account that is logged in. */
        PasswordRequest: {
            new: components["schemas"]["NewPassword"];
            old: components["schemas"]["Password"];
        };
        Phone: string;
        Place: string;
        Point: {
            /** Format: int64 */
            denominator?: number | null;
            /** @description Included. The first and the last step may be shorter than others. */
            end: components["schemas"]["Day"];
            /**
             * Format: int64
             * @description With a rate only.
             */
            numerator?: number | null;
            start: components["schemas"]["Day"];
            /**
             * Format: double
             * @description The count; or the rate, to four digits after the point, `null` when there is nothing to divide by.
             */
            value: number | null;
        };
        /** @description `POST /v1/messages/preview`. */
        PreviewRequest: {
            language?: components["schemas"]["MessageLanguage"] | null;
            occasion: components["schemas"]["Occasion"];
            /** @description Tried in place of what the settings say. */
            text?: components["schemas"]["MessageText"] | null;
        };
        /** @description An error, RFC 9457. */
        Problem: {
            allowed_actions?: components["schemas"]["Action"][] | null;
            /** @description Stable; act on this. */
            code: string;
            detail: string;
            errors?: components["schemas"]["FieldError"][];
            /** @description Which request it was, as a URN of its UUID: whoever runs the hotline finds by it what happened. */
            instance?: string | null;
            /** @description With `action_not_allowed`: what stands in the way; `detail` says it in words. */
            reason?: components["schemas"]["Obstacle"] | null;
            /** @description With `action_not_allowed`: the state, and what is allowed in it. */
            state?: components["schemas"]["State"] | null;
            /** Format: uint16 */
            status: number;
            /** @description With `already_exists` for an `external_ref`: the ticket that has it. */
            ticket?: components["schemas"]["TicketId"] | null;
            title: string;
            /** @description A URI reference that names the kind of problem. */
            type: string;
        };
        /** @description All that is said of a ticket that is protected. */
        ProtectedData: {
            ticket: components["schemas"]["TicketId"];
            /**
             * Format: uint32
             * @description Of the ticket, as its `ETag` has it.
             */
            version: number;
        };
        /** @description Twelve months and what there is of this one, month by month. */
        PublicFigures: {
            /** @description `false` while older tickets are still being counted. */
            complete: boolean;
            /** @description The oldest first. */
            months: components["schemas"]["PublicPeriod"][];
            /** @description How long things took, round the clock, from when the demand came in. */
            times: {
                finishing?: components["schemas"]["PublicTime"];
                first_contact?: components["schemas"]["PublicTime"];
            };
            total: components["schemas"]["PublicPeriod"];
        };
        PublicPeriod: {
            /** @description `received`, `answered` and `closed`; `null` where there are fewer than ten. */
            counts: {
                /** Format: int64 */
                answered?: number | null;
                /** Format: int64 */
                basically_satisfied?: number | null;
                /** Format: int64 */
                calls_answered?: number | null;
                /** Format: int64 */
                calls_answered_in_15s?: number | null;
                /** Format: int64 */
                calls_offered?: number | null;
                /** Format: int64 */
                calls_waited_seconds?: number | null;
                /** Format: int64 */
                closed?: number | null;
                /** Format: int64 */
                contacted_on_time?: number | null;
                /** Format: int64 */
                declined?: number | null;
                /** Format: int64 */
                dispatched?: number | null;
                /** Format: int64 */
                dissatisfied?: number | null;
                /** Format: int64 */
                due?: number | null;
                /** Format: int64 */
                excluded?: number | null;
                /** Format: int64 */
                extended?: number | null;
                /** Format: int64 */
                finished_on_time?: number | null;
                /** Format: int64 */
                rated?: number | null;
                /** Format: int64 */
                received?: number | null;
                /** Format: int64 */
                repeats?: number | null;
                /** Format: int64 */
                resolved?: number | null;
                /** Format: int64 */
                returned?: number | null;
                /** Format: int64 */
                reworked?: number | null;
                /** Format: int64 */
                satisfied?: number | null;
                /** Format: int64 */
                signed_on_time?: number | null;
                /** Format: int64 */
                suggestions_judged?: number | null;
                /** Format: int64 */
                suggestions_right?: number | null;
                /** Format: int64 */
                supervised?: number | null;
                /** Format: int64 */
                to_contact?: number | null;
                /** Format: int64 */
                to_sign?: number | null;
            };
            /** @description Included. */
            end: components["schemas"]["Day"];
            /**
             * @description `finish_on_time_rate`, `response_rate`, `resolution_rate` and `satisfaction_rate`; `null` where it is made of fewer
             *     than ten.
             */
            rates: {
                classification_accuracy?: components["schemas"]["PublicRate"] | null;
                connect_in_15s_rate?: components["schemas"]["PublicRate"] | null;
                connect_rate?: components["schemas"]["PublicRate"] | null;
                dispatch_accuracy?: components["schemas"]["PublicRate"] | null;
                extension_rate?: components["schemas"]["PublicRate"] | null;
                finish_on_time_rate?: components["schemas"]["PublicRate"] | null;
                mean_wait?: components["schemas"]["PublicRate"] | null;
                repeat_rate?: components["schemas"]["PublicRate"] | null;
                resolution_rate?: components["schemas"]["PublicRate"] | null;
                response_rate?: components["schemas"]["PublicRate"] | null;
                return_rate?: components["schemas"]["PublicRate"] | null;
                rework_rate?: components["schemas"]["PublicRate"] | null;
                satisfaction_rate?: components["schemas"]["PublicRate"] | null;
                sign_on_time_rate?: components["schemas"]["PublicRate"] | null;
            };
            start: components["schemas"]["Day"];
        };
        PublicRate: {
            /** Format: int64 */
            denominator: number;
            /** Format: int64 */
            numerator: number;
            /**
             * Format: double
             * @description To four digits after the point.
             */
            value: number;
        };
        PublicTime: {
            /**
             * Format: int64
             * @description Half of them took no more than so many seconds; `null` where fewer than ten are known.
             */
            p50: number | null;
            /**
             * Format: int64
             * @description Nine of ten.
             */
            p90: number | null;
        };
        Purpose: string;
        /** @description A question. */
        Question: {
            /** @description With `scale`: the highest number; the lowest is 1. */
            highest?: number | null;
            id: components["schemas"]["QuestionId"];
            kind: components["schemas"]["QuestionKind"];
            /** @description With `several`: how many at most. */
            most?: number | null;
            /** @description With `one` and `several`: two at least. An answer names them by their places, from 1 on. */
            options?: components["schemas"]["Choice"][];
            /**
             * @description No answer is taken without it.
             * @default false
             */
            required: boolean;
            text: components["schemas"]["Title"];
            text_en?: components["schemas"]["Title"] | null;
        };
        /** @description The answer to one question. */
        QuestionAnswer: {
            /** @description The places of the options, from 1 on; of a scale the number. */
            choices?: number[];
            question: components["schemas"]["QuestionId"];
            /** @description To a question for own words. */
            text?: components["schemas"]["Remark"] | null;
        };
        QuestionId: string;
        /** @description A question. */
        QuestionInput: {
            /** @description With `scale`: the highest number; the lowest is 1. */
            highest?: number | null;
            id: components["schemas"]["QuestionId"];
            kind: components["schemas"]["QuestionKind"];
            /** @description With `several`: how many at most. */
            most?: number | null;
            /** @description With `one` and `several`: two at least. An answer names them by their places, from 1 on. */
            options?: components["schemas"]["Choice"][];
            /** @description No answer is taken without it. */
            required?: boolean;
            text: components["schemas"]["Title"];
            text_en?: components["schemas"]["Title"] | null;
        };
        /**
         * @description one 单选; several 多选; scale 量表; text 填空;
         * @enum {string}
         */
        QuestionKind: "one" | "several" | "scale" | "text";
        /** @description A question's results. */
        QuestionView: {
            /** Format: uint32 */
            answered: number | null;
            choices: components["schemas"]["ChoiceView"][];
            kind: components["schemas"]["QuestionKind"];
            /** @description Of a scale. */
            mean?: components["schemas"]["MeanView"] | null;
            question: components["schemas"]["QuestionId"];
            text: string;
        };
        /** @description What a queue holds: open tickets alone are counted. */
        QueueCounts: {
            /**
             * Format: uint32
             * @description The classification wants a person.
             */
            needs_review: number;
            /** Format: uint32 */
            open: number;
            /** @description As `owes` asks for them; a ticket may owe several things. */
            owes: {
                /** Format: uint32 */
                contact_late?: number;
                /** Format: uint32 */
                dispute?: number;
                /** Format: uint32 */
                extension?: number;
                /** Format: uint32 */
                finish_late?: number;
                /** Format: uint32 */
                placing?: number;
                /** Format: uint32 */
                return?: number;
                /** Format: uint32 */
                review?: number;
                /** Format: uint32 */
                sign_late?: number;
            };
            /** @description By state, those that are open. */
            states: {
                /** Format: uint32 */
                accepted?: number;
                /** Format: uint32 */
                archived?: number;
                /** Format: uint32 */
                assigned?: number;
                /** Format: uint32 */
                closed?: number;
                /** Format: uint32 */
                declined?: number;
                /** Format: uint32 */
                follow_up?: number;
                /** Format: uint32 */
                in_progress?: number;
                /** Format: uint32 */
                in_review?: number;
                /** Format: uint32 */
                info_needed?: number;
                /** Format: uint32 */
                merged?: number;
                /** Format: uint32 */
                pending?: number;
                /** Format: uint32 */
                return_review?: number;
                /** Format: uint32 */
                suspended?: number;
                /** Format: uint32 */
                withdrawn?: number;
            };
            /** @description Under supervision of level 1, 2 or 3, each with the levels above it. */
            supervision: number[];
        };
        /**
         * @description connect_rate 接通率; connect_in_15s_rate 15秒接通率; mean_wait 平均接通等待时长（秒）; dispatch_accuracy 派单准确率; sign_on_time_rate 按时签收率; finish_on_time_rate 按时办结率; response_rate 响应率; resolution_rate 解决率; satisfaction_rate 满意率; repeat_rate 重复诉求率; return_rate 退单率; rework_rate 重办率; extension_rate 延期率; classification_accuracy 自动分类准确率;
         * @enum {string}
         */
        Rate: "connect_rate" | "connect_in_15s_rate" | "mean_wait" | "dispatch_accuracy" | "sign_on_time_rate" | "finish_on_time_rate" | "response_rate" | "resolution_rate" | "satisfaction_rate" | "repeat_rate" | "return_rate" | "rework_rate" | "extension_rate" | "classification_accuracy";
        RateFigure: {
            /** Format: int64 */
            denominator: number;
            /**
             * Format: int64
             * @description Tickets that a supervisor has taken out, which neither number holds.
             */
            excluded: number;
            /** Format: int64 */
            numerator: number;
            /**
             * Format: double
             * @description To four digits after the point; `null` when there is nothing to divide by.
             */
            value: number | null;
        };
        /** @description The citizen's judgement. */
        Rating: {
            comment: string | null;
            resolved: boolean;
            satisfaction: components["schemas"]["Satisfaction"];
        };
        /** @description `POST /v1/tickets/{id}/rating`. */
        RatingRequest: {
            /** @description From an agent: the telephone call on which the citizen said so, by its id. */
            call?: components["schemas"]["Name"] | null;
            comment?: components["schemas"]["Remark"] | null;
            resolved: boolean;
            satisfaction: components["schemas"]["Satisfaction"];
        };
        /**
         * @description same_reporter 同一诉求人; same_place 同一地点; same_words 内容相近;
         * @enum {string}
         */
        Reason: "same_reporter" | "same_place" | "same_words";
        ReasonCode: string;
        /** @description One reason, with the words that carry it. */
        ReasonView: {
            label: string;
            reason: components["schemas"]["Reason"];
            /** @description The words or places that both name; none for the same reporter. */
            words: string[];
        };
        /** @description The answer to a submission. The query code is shown here and nowhere else. */
        Receipt: {
            /** @description Where `?include=answers` asks: entries of the knowledge base that may help, the surest first. */
            answers?: components["schemas"]["KnownAnswer"][] | null;
            /** @description Absent while classification is still owed. */
            classification: components["schemas"]["Suggestion"] | null;
            /** @description No department learns who reported it, because the box was ticked or because the words ask for it. */
            confidential: boolean;
            department: components["schemas"]["DepartmentName"] | null;
            due_at: components["schemas"]["Timestamp"] | null;
            /** @description Whom to call at once. */
            emergency: components["schemas"]["EmergencyNotice"] | null;
            /** @description What was understood of single fields otherwise than they stand there; never a reason to refuse. */
            hints?: components["schemas"]["Hint"][];
            id: components["schemas"]["TicketId"];
            /** @description The district that it is in, as the catalogue spells it, with who says so; absent where nobody does. */
            location?: components["schemas"]["Location"] | null;
            message: string;
            query_code: string;
            /**
             * @description Where `?include=similar` asks: tickets about the same matter, the most alike first; of others' tickets nothing
             *     but this is said.
             */
            similar?: components["schemas"]["SimilarNumber"][] | null;
            state: components["schemas"]["State"];
        };
        /** @description What opens the account without the authenticator, each once. They are shown here and nowhere else. */
        RecoveryCodes: {
            recovery_codes: string[];
        };
        /** @description `POST /v1/auth/refresh`, `POST /v1/auth/logout`. */
        RefreshRequest: {
            refresh_token: components["schemas"]["RefreshToken"];
        };
        RefreshToken: string;
        Remark: string;
        /** @description `POST /v1/webhooks/{id}/replay`: hand out again what happened after an event. */
        ReplayRequest: {
            /** @description An event's id, or `next` of a page of events. */
            after: components["schemas"]["After"];
        };
        /** @description What was done with answers. */
        Replies: {
            /** @description Calls that were acknowledged by them. */
            acknowledged: components["schemas"]["Acknowledgement"][];
            /**
             * Format: uint32
             * @description Answers of others, or that acknowledge nothing.
             */
            ignored: number;
        };
        /** @description `POST /v1/messages/replies`. */
        RepliesRequest: {
            replies: components["schemas"]["Reply"][];
        };
        /** @description What somebody has answered to a short message. */
        Reply: {
            /** @description Whose answer it is: a telephone number. */
            phone: components["schemas"]["Name"];
            text: components["schemas"]["Remark"];
        };
        /** @description What was found in a reply. */
        ReplyCheck: {
            /** @description Where it says what was done, or what holds. */
            actions: string[];
            contacts: string[];
            dates: string[];
            hints: components["schemas"]["Hint2"][];
            /**
             * Format: float
             * @description How much of their matter question and reply share, 0 to 1.
             */
            overlap: number;
        };
        /**
         * @description off_topic 可能答非所问; no_action 没有说明怎么办、怎么处理的; no_date 没有时间; no_contact 没有联系方式; boilerplate 套话较多; evasive 可能推诿敷衍; only_promises 只说正在办、将会办; empty 内容空泛;
         * @enum {string}
         */
        ReplyHint: "off_topic" | "no_action" | "no_date" | "no_contact" | "boilerplate" | "evasive" | "only_promises" | "empty";
        /**
         * @description delivered 已送达; bounced 地址无效;
         * @enum {string}
         */
        Reported: "delivered" | "bounced";
        /** @description The citizen. Everything is optional: anonymous demands are as welcome as others. */
        Reporter: {
            /** @description Where the citizen lives, if that matters; where the matter is stands in the location. */
            address?: components["schemas"]["Place"] | null;
            /**
             * @description The name is not to be passed on.
             * @default false
             */
            anonymous: boolean;
            /**
             * @description Departments are to see nothing of the reporter.
             * @default false
             */
            confidential: boolean;
            email?: components["schemas"]["Email"] | null;
            /** @description In which language; Chinese, when absent. */
            language?: components["schemas"]["MessageLanguage"] | null;
            /** @description How they want to be told of what becomes of it; by the city's rule, when absent. */
            messages?: components["schemas"]["MessageChannel"] | null;
            name?: components["schemas"]["Name"] | null;
            /** @description Kept as it was written where it is no number that can be read. */
            phone?: components["schemas"]["GivenPhone"] | null;
            /**
             * @description Wants to be called back.
             * @default false
             */
            reply_wanted: boolean;
        };
        /** @description The citizen. Everything is optional: anonymous demands are as welcome as others. */
        ReporterInput: {
            /** @description Where the citizen lives, if that matters; where the matter is stands in the location. */
            address?: components["schemas"]["Place"] | null;
            /** @description The name is not to be passed on. */
            anonymous?: boolean;
            /** @description Departments are to see nothing of the reporter. */
            confidential?: boolean;
            email?: components["schemas"]["Email"] | null;
            /** @description In which language; Chinese, when absent. */
            language?: components["schemas"]["MessageLanguage"] | null;
            /** @description How they want to be told of what becomes of it; by the city's rule, when absent. */
            messages?: components["schemas"]["MessageChannel"] | null;
            name?: components["schemas"]["Name"] | null;
            /** @description Kept as it was written where it is no number that can be read. */
            phone?: components["schemas"]["GivenPhone"] | null;
            /** @description Wants to be called back. */
            reply_wanted?: boolean;
        };
        /** @description The reporter of a ticket in the clear: the citizen's own copy, or what staff asked to see. */
        ReporterView: {
            attachments: components["schemas"]["Attachment"][];
            /** @description When all of it was deleted. */
            erased_at: components["schemas"]["Timestamp"] | null;
            id: components["schemas"]["TicketId"];
            /**
             * @description What the citizen wrote later, or a correction has taken the place of (`before`), word for word, where it is masked in
             *     the history.
             */
            later_words: components["schemas"]["LaterWords"][];
            location: components["schemas"]["Location"] | null;
            /** @description The demand word for word, where numbers and addresses that name somebody are masked in the ticket. */
            own_words: components["schemas"]["OwnWords"] | null;
            reporter: components["schemas"]["Reporter"];
        };
        /** @description What was done with reports. */
        Reports: {
            /**
             * Format: uint32
             * @description Reports that said something new.
             */
            taken: number;
            /** @description Names of no message. */
            unknown: string[];
        };
        /** @description `POST /v1/messages/reports`. */
        ReportsRequest: {
            reports: components["schemas"]["DeliveryReport"][];
        };
        /**
         * @description anybody 任何人; telephone 验证手机号的市民;
         * @enum {string}
         */
        Respondents: "anybody" | "telephone";
        /**
         * @description public 向社会公开; internal 仅供内部;
         * @enum {string}
         */
        ResultsFor: "public" | "internal";
        /** @description How long personal data and by-products are kept, in days. */
        Retention: {
            /**
             * @description Records of single telephone calls; what they add up to is kept. Messages to citizens and call-outs of what is finished
             *     as well, for a month at least.
             */
            call_days: number;
            /**
             * @description What has been finished for so long lies in the archive, a second database, where there is one; never, when absent. No
             *     shorter than until its person is erased: `archive_days`, or `reopen_days` where they are more, and `personal_data_days`.
             * @default null
             */
            cold_days: number | null;
            /** @description Who reported, from the ticket's archiving on. Then the case is kept without the person. */
            personal_data_days: number;
        };
        /** @description How long personal data and by-products are kept, in days. */
        RetentionInput: {
            /**
             * @description Records of single telephone calls; what they add up to is kept. Messages to citizens and call-outs of what is finished
             *     as well, for a month at least.
             */
            call_days: number;
            /**
             * @description What has been finished for so long lies in the archive, a second database, where there is one; never, when absent. No
             *     shorter than until its person is erased: `archive_days`, or `reopen_days` where they are more, and `personal_data_days`.
             */
            cold_days?: number | null;
            /** @description Who reported, from the ticket's archiving on. Then the case is kept without the person. */
            personal_data_days: number;
        };
        Retried: {
            /**
             * Format: uint32
             * @description Dead letters that are tried again.
             */
            retried: number;
        };
        /** @description `POST /v1/webhooks/{id}/retry`: try dead letters again. */
        RetryRequest: {
            /** @description The events' ids, at most a hundred; all dead letters where none is named. */
            events?: components["schemas"]["After"][];
        };
        /** @description `POST /v1/tickets/{id}/reporter`: staff see the reporter in the clear, and say why. */
        RevealRequest: {
            /** @description Goes into the audit log with the name of whoever asks. */
            reason: components["schemas"]["Purpose"];
        };
        /** @description One version of an entry. */
        Revision: {
            at: components["schemas"]["Timestamp"];
            /** @description Markdown. */
            body: components["schemas"]["Markdown"];
            /** @description Whose change it was. */
            by: string;
            category: components["schemas"]["Category"] | null;
            /** @description The department that answers for it. */
            department: components["schemas"]["DeptCode"] | null;
            /** @description For these districts; for the whole city when there are none. */
            districts: components["schemas"]["Place"][];
            kind: components["schemas"]["KnowledgeKind"];
            /** @description When somebody is to look whether it still holds; staff only. */
            review_at: components["schemas"]["Timestamp"] | null;
            /** @description Where it is from: a law's name, the number of a document. */
            source: components["schemas"]["Title"] | null;
            source_url: components["schemas"]["Url"] | null;
            standing: components["schemas"]["Standing"];
            subcategory: components["schemas"]["Subcategory"] | null;
            title: components["schemas"]["Title"];
            valid_from: components["schemas"]["Timestamp"];
            valid_to: components["schemas"]["Timestamp"] | null;
            /** Format: uint32 */
            version: number;
        };
        /** @description `POST /v1/accounts/{id}/revocation`: log it out everywhere. */
        RevocationRequest: Record<string, never>;
        RevocationView: {
            /**
             * Format: uint32
             * @description Sessions that ended.
             */
            sessions: number;
        };
        /**
         * @description reporter 诉求人; agent 话务员; handler 承办单位经办人; supervisor 督办; publisher 发布员; admin 管理员; system 系统; integrator 集成方;
         * @enum {string}
         */
        Role: "reporter" | "agent" | "handler" | "supervisor" | "publisher" | "admin" | "system" | "integrator";
        /** @description `POST /v1/webhooks/{id}/secret`: another secret. */
        RotationRequest: {
            /** @description Hours for which messages are signed with the one before as well. By default 24. */
            overlap_hours?: number;
            /** @description `whsec_` and 24 to 64 bytes in base64; by default a new one is made. */
            secret?: components["schemas"]["Name"] | null;
        };
        /** @description One action of the published table. */
        Row: {
            /** @description `settings.NAME` in it is one that the city sets for itself. */
            condition?: string | null;
            en: string;
            from: string[];
            id: string;
            /** @description Each entry is satisfied by any one of its fields. */
            needs: string[][];
            open?: boolean | null;
            /** @description The settings that the condition names. */
            settings?: string[];
            stops_the_clock?: boolean | null;
            /** @description Absent: the state stays. Several: which one, the judgement decides, or where it came from. */
            to?: string[];
            who: string[];
            zh: string;
        };
        /**
         * @description satisfied 满意; basically_satisfied 基本满意; dissatisfied 不满意;
         * @enum {string}
         */
        Satisfaction: "satisfied" | "basically_satisfied" | "dissatisfied";
        /**
         * @description tickets:write 提交工单; tickets:read 查看本方提交的工单; calls:write 上报通话记录; stats:read 查看考核数据; events:read 接收本方工单的事件; messages:write 回传短信状态和回复; events:all 接收全部事件; tick 触发定时任务;
         * @enum {string}
         */
        Scope: "tickets:write" | "tickets:read" | "calls:write" | "stats:read" | "events:read" | "messages:write" | "events:all" | "tick";
        SecondFactorCode: string;
        Series: {
            /** @description Those of the earlier period. */
            before?: components["schemas"]["Point"][] | null;
            /** @description The department's code, the category …; `null` where that is not known, and without `by`. */
            key: string | null;
            label: string;
            /** @description One for every step, whether anything happened in it or not. */
            points: components["schemas"]["Point"][];
        };
        /** @enum {string} */
        ServiceCode: "0100" | "0101" | "0102" | "0103" | "0104" | "0105" | "0106" | "0107" | "0108" | "0109" | "0110" | "0200" | "0201" | "0202" | "0203" | "0204" | "0205" | "0206" | "0207" | "0208" | "0300" | "0301" | "0302" | "0303" | "0304" | "0305" | "0400" | "0401" | "0402" | "0403" | "0404" | "0500" | "0501" | "0502" | "0503" | "0504" | "0505" | "0506" | "0600" | "0601" | "0602" | "0603" | "0604" | "0605" | "0606" | "0700" | "0701" | "0702" | "0703" | "0704" | "0705" | "0706" | "0707" | "0708" | "0800" | "0801" | "0802" | "0803" | "0804" | "0805" | "0900" | "0901" | "0902" | "0903" | "0904" | "0905" | "0906" | "0907" | "0908" | "0909" | "0910" | "1000" | "1001" | "1002" | "1003" | "1004" | "1005" | "1006" | "1007" | "1008" | "1009" | "1010" | "1011" | "1012" | "1013" | "1014" | "1100" | "1101" | "1102" | "1103" | "1104" | "1105" | "1200" | "1201" | "1202" | "1203" | "1204" | "1205" | "1206" | "1300" | "1301" | "1302" | "1303" | "1304" | "1305" | "1306" | "1307" | "1308" | "1309" | "1310" | "1311" | "1312" | "1400" | "1401" | "1402" | "1403" | "1404" | "1405" | "1406" | "1407" | "1408" | "1409" | "1410" | "1500" | "1501" | "1502" | "1503" | "1504" | "1505" | "1506" | "1507" | "1508" | "1509" | "1600";
        /** @description Everything that a city decides for itself. `GET` and `PUT /v1/settings`. */
        Settings: {
            /** @description How much those may do who neither work here nor show a key. By default {"classifications_by_client":null,"classifications_in_all":5000000,"code_guesses_by_client":null,"code_guesses_in_all":100000,"submissions_by_client":null,"submissions_in_all":800000,"uploads_by_client":null}. */
            anonymous?: components["schemas"]["AnonymousLimitsInput"];
            /** @description What has been finished for so long goes to the archive. */
            archive_days: number;
            /** @description What may be uploaded to a ticket. By default {"anonymous_mb_a_day":20000,"file_mb":10,"files":9,"ticket_mb":50,"types":["image/jpeg","image/png","image/webp","application/pdf","video/mp4"]}. */
            attachments?: components["schemas"]["FileLimitsInput"];
            /** @description An answer that nobody has rated for so long closes the ticket. */
            close_unrated_days: number;
            /** @description To finish. Every urgency has a rule that fits any kind. */
            deadlines: components["schemas"]["DeadlineRuleInput"][];
            /** @description How long events are kept for other systems to read, in days; longer than a delivery is tried. By default 30. */
            event_days?: number;
            /** @description The most that one extension may add. */
            extension: components["schemas"]["Limit"];
            /** @description Extensions that one ticket may get. */
            extensions: number;
            /** @description To contact the citizen for the first time, from dispatch; never later than the deadline. */
            first_contact: components["schemas"]["Limit"];
            /** @description The years whose holidays are known; others rest on weekdays. */
            holidays: components["schemas"]["HolidayYear"][];
            /** @description From when on a hot spot raises an alert. By default {"days":60,"growth_percent":200,"reporters":5}. */
            hotspots?: components["schemas"]["HotspotRule"];
            /** @description What citizens are told of by message, when and how often. By default {"not_told":[],"per_day":5,"quiet_from":"21:00","quiet_to":"08:00","silent_days":10,"sms_by_default":false,"texts":[],"wechat":[],"working_days_only":false}. */
            messages?: components["schemas"]["MessageSettingsInput"];
            /** @description What notices can be about; a notice that does not say is about the first. By default [{"id":"announcement","name":"通知公告","name_en":"announcement"},{"id":"outage","name":"停水停电停气","name_en":"outage"},{"id":"traffic","name":"交通出行","name_en":"traffic"},{"id":"weather","name":"气象预警","name_en":"weather"},{"id":"emergency","name":"应急信息","name_en":"emergency"},{"id":"policy","name":"政策解读","name_en":"policy"},{"id":"service","name":"办事服务","name_en":"service"},{"id":"other","name":"其他","name_en":"other"}]. */
            notice_categories?: components["schemas"]["CategoryOfNotices"][];
            /** @description What Open311 shows and asks. By default {"attributes":[],"texts":"own"}. */
            open311?: components["schemas"]["Open311SettingsInput"];
            /**
             * @description Why something is declined, returned, recalled or left out of assessment: what `reason_code` can be.
             *     `wrong_dispatch` is always one of them. By default [{"id":"wrong_dispatch","name":"派单错误","name_en":"wrongly dispatched"},{"id":"not_government","name":"不属于政府职责","name_en":"not a matter of government"},{"id":"other_place","name":"不属于本地管辖","name_en":"another place's"},{"id":"in_litigation","name":"已进入诉讼、仲裁或复议","name_en":"before a court, an arbitrator or a review"},{"id":"in_petition","name":"信访渠道已受理","name_en":"taken as a petition"},{"id":"in_discipline","name":"属于纪检监察事项","name_en":"a matter of discipline inspection"},{"id":"police","name":"属于110等紧急救助事项","name_en":"for the police or another emergency service"},{"id":"secret","name":"涉及国家秘密或个人隐私","name_en":"secret or private"},{"id":"duplicate","name":"重复诉求","name_en":"the same demand again"},{"id":"no_facts","name":"无实质内容或线索不清","name_en":"nothing to go by"},{"id":"malicious","name":"恶意或骚扰来电","name_en":"abuse of the hotline"},{"id":"withdrawn","name":"诉求人撤回","name_en":"the citizen takes it back"},{"id":"policy","name":"现行政策法规不支持","name_en":"law or policy has no room for it"},{"id":"force_majeure","name":"不可抗力","name_en":"an act of God"},{"id":"other","name":"其他","name_en":"other"}].
             */
            reason_codes?: components["schemas"]["NamedReason"][];
            /** @description The share of the time after which the department is reminded. */
            remind_percent: number;
            /** @description How long the reporter may reopen what is finished. */
            reopen_days: number;
            /** @description The same citizen with the same category again inside so many days is a repeat. */
            repeat_days: number;
            retention: components["schemas"]["RetentionInput"];
            /** @description To send a dispatched ticket back as wrongly dispatched. */
            return_window: components["schemas"]["Limit"];
            /** @description Roles of staff whose holders log in with a second factor. */
            second_factor?: components["schemas"]["Role"][];
            /** @description To sign for a dispatched ticket. */
            sign: components["schemas"]["Limit"];
            /** @description How often the reporter may add something to a ticket in one local day. By default 10. */
            supplements_per_day?: number;
            /** @description How whoever made a suggestion is thanked once it is adopted. By default {"points":0,"points_per_year":1000}. */
            thanks?: components["schemas"]["Thanks"];
            /** @description How often the reporter may urge a ticket in one local day. */
            urges_per_day: number;
            /** @description The working hours of a day, ascending. */
            working_hours: components["schemas"]["WorkingHours"][];
        };
        /** @description Everything that a city decides for itself. `GET` and `PUT /v1/settings`. */
        SettingsChange: {
            /** @description How much those may do who neither work here nor show a key. By default {"classifications_by_client":null,"classifications_in_all":5000000,"code_guesses_by_client":null,"code_guesses_in_all":100000,"submissions_by_client":null,"submissions_in_all":800000,"uploads_by_client":null}. */
            anonymous?: components["schemas"]["AnonymousLimitsInput"];
            /** @description What has been finished for so long goes to the archive. */
            archive_days?: number;
            /** @description What may be uploaded to a ticket. By default {"anonymous_mb_a_day":20000,"file_mb":10,"files":9,"ticket_mb":50,"types":["image/jpeg","image/png","image/webp","application/pdf","video/mp4"]}. */
            attachments?: components["schemas"]["FileLimitsInput"];
            /** @description An answer that nobody has rated for so long closes the ticket. */
            close_unrated_days?: number;
            /** @description To finish. Every urgency has a rule that fits any kind. */
            deadlines?: components["schemas"]["DeadlineRuleInput"][];
            /** @description How long events are kept for other systems to read, in days; longer than a delivery is tried. By default 30. */
            event_days?: number;
            /** @description The most that one extension may add. */
            extension?: components["schemas"]["Limit"];
            /** @description Extensions that one ticket may get. */
            extensions?: number;
            /** @description To contact the citizen for the first time, from dispatch; never later than the deadline. */
            first_contact?: components["schemas"]["Limit"];
            /** @description The years whose holidays are known; others rest on weekdays. */
            holidays?: components["schemas"]["HolidayYear"][];
            /** @description From when on a hot spot raises an alert. By default {"days":60,"growth_percent":200,"reporters":5}. */
            hotspots?: components["schemas"]["HotspotRule"];
            /** @description What citizens are told of by message, when and how often. By default {"not_told":[],"per_day":5,"quiet_from":"21:00","quiet_to":"08:00","silent_days":10,"sms_by_default":false,"texts":[],"wechat":[],"working_days_only":false}. */
            messages?: components["schemas"]["MessageSettingsInput"];
            /** @description What notices can be about; a notice that does not say is about the first. By default [{"id":"announcement","name":"通知公告","name_en":"announcement"},{"id":"outage","name":"停水停电停气","name_en":"outage"},{"id":"traffic","name":"交通出行","name_en":"traffic"},{"id":"weather","name":"气象预警","name_en":"weather"},{"id":"emergency","name":"应急信息","name_en":"emergency"},{"id":"policy","name":"政策解读","name_en":"policy"},{"id":"service","name":"办事服务","name_en":"service"},{"id":"other","name":"其他","name_en":"other"}]. */
            notice_categories?: components["schemas"]["CategoryOfNotices"][];
            /** @description What Open311 shows and asks. By default {"attributes":[],"texts":"own"}. */
            open311?: components["schemas"]["Open311SettingsInput"];
            /**
             * @description Why something is declined, returned, recalled or left out of assessment: what `reason_code` can be.
             *     `wrong_dispatch` is always one of them. By default [{"id":"wrong_dispatch","name":"派单错误","name_en":"wrongly dispatched"},{"id":"not_government","name":"不属于政府职责","name_en":"not a matter of government"},{"id":"other_place","name":"不属于本地管辖","name_en":"another place's"},{"id":"in_litigation","name":"已进入诉讼、仲裁或复议","name_en":"before a court, an arbitrator or a review"},{"id":"in_petition","name":"信访渠道已受理","name_en":"taken as a petition"},{"id":"in_discipline","name":"属于纪检监察事项","name_en":"a matter of discipline inspection"},{"id":"police","name":"属于110等紧急救助事项","name_en":"for the police or another emergency service"},{"id":"secret","name":"涉及国家秘密或个人隐私","name_en":"secret or private"},{"id":"duplicate","name":"重复诉求","name_en":"the same demand again"},{"id":"no_facts","name":"无实质内容或线索不清","name_en":"nothing to go by"},{"id":"malicious","name":"恶意或骚扰来电","name_en":"abuse of the hotline"},{"id":"withdrawn","name":"诉求人撤回","name_en":"the citizen takes it back"},{"id":"policy","name":"现行政策法规不支持","name_en":"law or policy has no room for it"},{"id":"force_majeure","name":"不可抗力","name_en":"an act of God"},{"id":"other","name":"其他","name_en":"other"}].
             */
            reason_codes?: components["schemas"]["NamedReason"][];
            /** @description The share of the time after which the department is reminded. */
            remind_percent?: number;
            /** @description How long the reporter may reopen what is finished. */
            reopen_days?: number;
            /** @description The same citizen with the same category again inside so many days is a repeat. */
            repeat_days?: number;
            retention?: components["schemas"]["RetentionInput"];
            /** @description To send a dispatched ticket back as wrongly dispatched. */
            return_window?: components["schemas"]["Limit"];
            /** @description Roles of staff whose holders log in with a second factor. */
            second_factor?: components["schemas"]["Role"][];
            /** @description To sign for a dispatched ticket. */
            sign?: components["schemas"]["Limit"];
            /** @description How often the reporter may add something to a ticket in one local day. By default 10. */
            supplements_per_day?: number;
            /** @description How whoever made a suggestion is thanked once it is adopted. By default {"points":0,"points_per_year":1000}. */
            thanks?: components["schemas"]["Thanks"];
            /** @description How often the reporter may urge a ticket in one local day. */
            urges_per_day?: number;
            /** @description Only for reading; left aside */
            version?: unknown;
            /** @description Only for reading; left aside */
            warnings?: unknown;
            /** @description The working hours of a day, ascending. */
            working_hours?: components["schemas"]["WorkingHours"][];
        };
        /** @description The settings in force. */
        SettingsView: {
            /**
             * @description How much those may do who neither work here nor show a key.
             * @default {
             *       "classifications_by_client": null,
             *       "classifications_in_all": 5000000,
             *       "code_guesses_by_client": null,
             *       "code_guesses_in_all": 100000,
             *       "submissions_by_client": null,
             *       "submissions_in_all": 800000,
             *       "uploads_by_client": null
             *     }
             */
            anonymous: components["schemas"]["AnonymousLimits"];
            /** @description What has been finished for so long goes to the archive. */
            archive_days: number;
            /**
             * @description What may be uploaded to a ticket.
             * @default {
             *       "anonymous_mb_a_day": 20000,
             *       "file_mb": 10,
             *       "files": 9,
             *       "ticket_mb": 50,
             *       "types": [
             *         "image/jpeg",
             *         "image/png",
             *         "image/webp",
             *         "application/pdf",
             *         "video/mp4"
             *       ]
             *     }
             */
            attachments: components["schemas"]["FileLimits"];
            /** @description An answer that nobody has rated for so long closes the ticket. */
            close_unrated_days: number;
            /** @description To finish. Every urgency has a rule that fits any kind. */
            deadlines: components["schemas"]["DeadlineRule"][];
            /**
             * @description How long events are kept for other systems to read, in days; longer than a delivery is tried.
             * @default 30
             */
            event_days: number;
            /** @description The most that one extension may add. */
            extension: components["schemas"]["Limit"];
            /** @description Extensions that one ticket may get. */
            extensions: number;
            /** @description To contact the citizen for the first time, from dispatch; never later than the deadline. */
            first_contact: components["schemas"]["Limit"];
            /** @description The years whose holidays are known; others rest on weekdays. */
            holidays: components["schemas"]["HolidayYear"][];
            /**
             * @description From when on a hot spot raises an alert.
             * @default {
             *       "days": 60,
             *       "growth_percent": 200,
             *       "reporters": 5
             *     }
             */
            hotspots: components["schemas"]["HotspotRule"];
            /**
             * @description What citizens are told of by message, when and how often.
             * @default {
             *       "not_told": [],
             *       "per_day": 5,
             *       "quiet_from": "21:00",
             *       "quiet_to": "08:00",
             *       "silent_days": 10,
             *       "sms_by_default": false,
             *       "texts": [],
             *       "wechat": [],
             *       "working_days_only": false
             *     }
             */
            messages: components["schemas"]["MessageSettings"];
            /**
             * @description What notices can be about; a notice that does not say is about the first.
             * @default [
             *       {
             *         "id": "announcement",
             *         "name": "通知公告",
             *         "name_en": "announcement"
             *       },
             *       {
             *         "id": "outage",
             *         "name": "停水停电停气",
             *         "name_en": "outage"
             *       },
             *       {
             *         "id": "traffic",
             *         "name": "交通出行",
             *         "name_en": "traffic"
             *       },
             *       {
             *         "id": "weather",
             *         "name": "气象预警",
             *         "name_en": "weather"
             *       },
             *       {
             *         "id": "emergency",
             *         "name": "应急信息",
             *         "name_en": "emergency"
             *       },
             *       {
             *         "id": "policy",
             *         "name": "政策解读",
             *         "name_en": "policy"
             *       },
             *       {
             *         "id": "service",
             *         "name": "办事服务",
             *         "name_en": "service"
             *       },
             *       {
             *         "id": "other",
             *         "name": "其他",
             *         "name_en": "other"
             *       }
             *     ]
             */
            notice_categories: components["schemas"]["CategoryOfNotices"][];
            /**
             * @description What Open311 shows and asks.
             * @default {
             *       "attributes": [],
             *       "texts": "own"
             *     }
             */
            open311: components["schemas"]["Open311Settings"];
            /**
             * @description Why something is declined, returned, recalled or left out of assessment: what `reason_code` can be.
             *     `wrong_dispatch` is always one of them.
             * @default [
             *       {
             *         "id": "wrong_dispatch",
             *         "name": "派单错误",
             *         "name_en": "wrongly dispatched"
             *       },
             *       {
             *         "id": "not_government",
             *         "name": "不属于政府职责",
             *         "name_en": "not a matter of government"
             *       },
             *       {
             *         "id": "other_place",
             *         "name": "不属于本地管辖",
             *         "name_en": "another place's"
             *       },
             *       {
             *         "id": "in_litigation",
             *         "name": "已进入诉讼、仲裁或复议",
             *         "name_en": "before a court, an arbitrator or a review"
             *       },
             *       {
             *         "id": "in_petition",
             *         "name": "信访渠道已受理",
             *         "name_en": "taken as a petition"
             *       },
             *       {
             *         "id": "in_discipline",
             *         "name": "属于纪检监察事项",
             *         "name_en": "a matter of discipline inspection"
             *       },
             *       {
             *         "id": "police",
             *         "name": "属于110等紧急救助事项",
             *         "name_en": "for the police or another emergency service"
             *       },
             *       {
             *         "id": "secret",
             *         "name": "涉及国家秘密或个人隐私",
             *         "name_en": "secret or private"
             *       },
             *       {
             *         "id": "duplicate",
             *         "name": "重复诉求",
             *         "name_en": "the same demand again"
             *       },
             *       {
             *         "id": "no_facts",
             *         "name": "无实质内容或线索不清",
             *         "name_en": "nothing to go by"
             *       },
             *       {
             *         "id": "malicious",
             *         "name": "恶意或骚扰来电",
             *         "name_en": "abuse of the hotline"
             *       },
             *       {
             *         "id": "withdrawn",
             *         "name": "诉求人撤回",
             *         "name_en": "the citizen takes it back"
             *       },
             *       {
             *         "id": "policy",
             *         "name": "现行政策法规不支持",
             *         "name_en": "law or policy has no room for it"
             *       },
             *       {
             *         "id": "force_majeure",
             *         "name": "不可抗力",
             *         "name_en": "an act of God"
             *       },
             *       {
             *         "id": "other",
             *         "name": "其他",
             *         "name_en": "other"
             *       }
             *     ]
             */
            reason_codes: components["schemas"]["NamedReason"][];
            /** @description The share of the time after which the department is reminded. */
            remind_percent: number;
            /** @description How long the reporter may reopen what is finished. */
            reopen_days: number;
            /** @description The same citizen with the same category again inside so many days is a repeat. */
            repeat_days: number;
            retention: components["schemas"]["Retention"];
            /** @description To send a dispatched ticket back as wrongly dispatched. */
            return_window: components["schemas"]["Limit"];
            /**
             * @description Roles of staff whose holders log in with a second factor.
             * @default []
             */
            second_factor: components["schemas"]["Role"][];
            /** @description To sign for a dispatched ticket. */
            sign: components["schemas"]["Limit"];
            /**
             * @description How often the reporter may add something to a ticket in one local day.
             * @default 10
             */
            supplements_per_day: number;
            /**
             * @description How whoever made a suggestion is thanked once it is adopted.
             * @default {
             *       "points": 0,
             *       "points_per_year": 1000
             *     }
             */
            thanks: components["schemas"]["Thanks"];
            /** @description How often the reporter may urge a ticket in one local day. */
            urges_per_day: number;
            /**
             * Format: int64
             * @description 0 is what a city starts with. Also the `ETag`.
             */
            version: number;
            /** @description Of what was put: which deadlines the catalogue takes the place of. */
            warnings?: components["schemas"]["Warning"][];
            /** @description The working hours of a day, ascending. */
            working_hours: components["schemas"]["WorkingHours"][];
        };
        /** @description A message with the category that a person gave it: what a model is tried on and learns from. */
        Settled: {
            kind: components["schemas"]["Kind"];
            label: components["schemas"]["Category"];
            /**
             * @description What it has come to below the category, where it is known.
             * @default null
             */
            subcategory: components["schemas"]["Subcategory"] | null;
            /** @description Subject and content, without numbers that name somebody. */
            text: string;
            urgency: components["schemas"]["Urgency"];
        };
        /** @description A page of a list. */
        SettledPage: {
            items: components["schemas"]["Settled"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /**
         * @description own 经 Open311 提交的诉求; all 全部诉求;
         * @enum {string}
         */
        Shown: "own" | "all";
        /** @description An earlier ticket, of which nothing else is said to whoever asks. */
        SimilarNumber: {
            id: components["schemas"]["TicketId"];
            /**
             * Format: float
             * @description 0 to 1.
             */
            score: number;
        };
        /** @description The answer to [`SimilarRequest`]. */
        SimilarNumbers: {
            /** @description The most alike first. */
            items: components["schemas"]["SimilarNumber"][];
        };
        /** @description `POST /v1/similar`: what has been written so far. */
        SimilarRequest: {
            /** @description Where it is: the same place in another district is another place. */
            district?: components["schemas"]["Place"] | null;
            text: string;
        };
        /** @description A ticket that is like another, for staff. */
        SimilarTicket: {
            category: components["schemas"]["Category"] | null;
            created_at: components["schemas"]["Timestamp"];
            district: string | null;
            /** @description One is the other with few words changed. */
            duplicate: boolean;
            id: components["schemas"]["TicketId"];
            /**
             * @description The ticket may be merged into this one: it is open, about the same matter and in the same place, or
             *     `repeated`.
             */
            merge: boolean;
            reasons: components["schemas"]["ReasonView"][];
            /** @description The ticket repeats this one of the same citizen. */
            repeated: boolean;
            /**
             * Format: float
             * @description 0 to 1.
             */
            score: number;
            state: components["schemas"]["State"];
            subject: string;
        };
        /** @description `GET /v1/tickets/{id}/similar`. */
        SimilarTickets: {
            /**
             * @description Those that the ticket could be merged into first, the one that it repeats before others, then the most
             *     alike.
             */
            items: components["schemas"]["SimilarTicket"][];
        };
        /**
         * @description newest 最新在前; oldest 最早在前; due 按办结期限; sign_due 按签收期限; contact_due 按联系期限; updated 最早变动在前;
         * @enum {string}
         */
        Sort: "newest" | "oldest" | "due" | "sign_due" | "contact_due" | "updated";
        Sought: string;
        /**
         * @description What publishers have decided of an entry; the rest is the clock's.
         * @enum {string}
         */
        Standing: "draft" | "published" | "withdrawn";
        /**
         * @description pending 待受理; info_needed 待补充; declined 不予受理; accepted 待派单; assigned 待签收; return_review 退单审核; in_progress 办理中; suspended 挂账; in_review 待审核; follow_up 待回访; closed 办结; merged 并单; withdrawn 已撤回; archived 归档;
         * @enum {string}
         */
        State: "pending" | "info_needed" | "declined" | "accepted" | "assigned" | "return_review" | "in_progress" | "suspended" | "in_review" | "follow_up" | "closed" | "merged" | "withdrawn" | "archived";
        /** @enum {string} */
        StateAsked: "pending" | "info_needed" | "declined" | "accepted" | "assigned" | "return_review" | "in_progress" | "suspended" | "in_review" | "follow_up" | "closed" | "merged" | "withdrawn" | "archived" | "open";
        /**
         * @description day 日; week 周; month 月;
         * @enum {string}
         */
        Step: "day" | "week" | "month";
        /**
         * @description Level-2 name of the hotline's taxonomy, in Chinese. Each stands under a category, some under several.
         * @enum {string}
         */
        Subcategory: "安全生产" | "城市建设和市政管理" | "城乡规划" | "村镇建设" | "工程质量" | "国有土地上房屋征收与补偿" | "集体土地上房屋拆迁与补偿" | "建筑市场" | "其他" | "住房保障与房地产" | "党的建设" | "港澳台侨" | "国防外交" | "民族宗教" | "群众团体" | "宣传舆论" | "政治体制" | "海洋气象地震" | "矿产资源管理" | "土地征收" | "土地资源管理" | "环保管理" | "环境污染" | "建设项目审批" | "党政处分" | "干部作风" | "滥用职权" | "失职渎职" | "贪污贿赂" | "出租车管理" | "建设管理" | "交通运输" | "客货运输" | "邮政管理" | "保险证券期货" | "国资监管" | "宏观调控" | "金融财税" | "能源管理" | "企业破产" | "电信" | "科学技术" | "信息化建设" | "知识产权" | "福利慈善" | "复退安置" | "基层选举和社区建设" | "救灾募捐" | "民间组织" | "区划地名" | "社会服务" | "社会救助" | "优抚" | "草原草场" | "村务管理" | "动物防疫" | "扶贫开发" | "惠农补贴" | "林业管理" | "农副产品流通" | "农垦农场" | "农资农技" | "水库移民" | "水利水电" | "土地承包经营" | "野生资源管理" | "旅游管理" | "商业贸易" | "市场监管" | "质监检验检疫" | "公共卫生" | "人口计生" | "食品药品监管" | "医患纠纷" | "医政监管" | "法律服务" | "法制建设" | "行政复议" | "户籍证件" | "交通管理" | "警务督察" | "社会治安" | "诉讼" | "刑案侦破" | "刑罚执行" | "仲裁与调解" | "教师队伍和待遇" | "教育行政管理" | "教育收费" | "教育体制" | "考试招生" | "失学辍学" | "体育" | "文化" | "文物管理" | "城镇居民社会保险" | "城镇职工社会保险" | "工资福利" | "就业培训" | "劳动保护" | "劳动关系" | "社保基金管理" | "退休政策及待遇";
        Subject: string;
        /** @description `POST /v1/tickets`. */
        SubmitRequest: {
            /** @description The department that the matter is about, by its code: it will not lead by itself. */
            against?: components["schemas"]["DeptCode"] | null;
            attachments?: components["schemas"]["Attachment"][];
            /**
             * @description What it is about, where whoever hands it in says so. It goes before the machine's word, and a person looks before
             *     anything is dispatched, unless the machine says the same.
             */
            category?: components["schemas"]["Category"] | null;
            channel?: components["schemas"]["Channel"] | null;
            content: components["schemas"]["Content"];
            /** @description What the system that hands it in calls it, with a key: it finds the ticket again by it, and gives it once. */
            external_ref?: components["schemas"]["ExternalRef"] | null;
            /**
             * @description From an agent: it waits for a person, however sure the machine is, for whoever takes it down answers, dispatches or
             *     merges it themselves.
             */
            hold?: boolean;
            /** @description Guessed from the text when absent. */
            kind?: components["schemas"]["Kind"] | null;
            location?: components["schemas"]["Location"] | null;
            reporter?: components["schemas"]["ReporterInput"] | null;
            /** @description The second level of the taxonomy, with `category`. */
            subcategory?: components["schemas"]["Subcategory"] | null;
            subject?: components["schemas"]["Subject"] | null;
        };
        /** @description `POST /v1/knowledge/suggest`. */
        SuggestRequest: {
            /** @description Entries of this category come first among equals. */
            category?: components["schemas"]["Category"] | null;
            /** @description Where it is: entries for other districts are left out, and without one those for any. */
            district?: components["schemas"]["Place"] | null;
            /** @description What has been written so far; a short first line is the subject. */
            text: string;
        };
        SuggestedEntry: {
            /** @description The part of it that speaks of that, as escaped HTML with `<mark>`. */
            excerpt: string;
            id: string;
            kind: components["schemas"]["KnowledgeKind"];
            /**
             * Format: float
             * @description 0 to 1: how much of what was written the entry speaks of.
             */
            score: number;
            title: string;
        };
        /** @description What the machine makes of a message. */
        Suggestion: {
            /** @description Where the matter is, in the text's own words: 岳麓区麓山南路932号. */
            address?: components["schemas"]["Place"] | null;
            category: components["schemas"]["Category"];
            /**
             * Format: float
             * @description How likely the category is the right one, 0 to 1 in steps of 0.0001.
             */
            confidence: number;
            /** @description On a ticket: a person has given the very category that was suggested. */
            confirmed?: boolean;
            /** @description The district that the text is about, out of those that the dispatch catalogue names. */
            district?: components["schemas"]["Place"] | null;
            /**
             * @description The phrases of the message that spoke for the category, best first: Chinese characters, or a keyword such as `ktv`. Never a
             *     number.
             */
            evidence: string[];
            kind: components["schemas"]["Kind"];
            /** @description How sure the kind is; absent where rules alone decided, and for tickets of before this was recorded. */
            kind_judged?: components["schemas"]["Judged"] | null;
            /** @description What the message says that spoke loudest for the kind; absent where nothing did, and for tickets of before this was recorded. */
            kind_keyword?: string | null;
            /** @description The model that made it, as `GET /v1/models` names it; absent on tickets of before this was recorded. */
            model?: components["schemas"]["ModelId"] | null;
            /** @description On a ticket: whoever handed it in named the category, and the machine said otherwise or nothing. */
            named?: boolean;
            /** @description A person has to look before anything is dispatched. */
            needs_review: boolean;
            /** @description The way through the taxonomy as far as model and words lead: category, level 2, level 3; empty for 其他. */
            path: string[];
            /** @description Where it is not sure, the category that comes next: one of the two is nearly always right. */
            second?: components["schemas"]["Category"] | null;
            urgency: components["schemas"]["Urgency"];
            /** @description How sure the urgency is; absent as above. */
            urgency_judged?: components["schemas"]["Judged2"] | null;
            /** @description What the message says that made it urgent, or that somebody is in danger; absent as above. */
            urgency_keyword?: string | null;
        };
        /** @description What may help whoever writes. */
        Suggestions: {
            items: components["schemas"]["SuggestedEntry"][];
        };
        /** @description What somebody answers. */
        SurveyAnswer: {
            age?: components["schemas"]["AgeBand"] | null;
            answers: components["schemas"]["QuestionAnswer"][];
            /** @description One of the survey's districts. */
            district?: components["schemas"]["Place"] | null;
        };
        /** @description The results among some. */
        SurveyGroupView: {
            /** Format: uint32 */
            answered: number | null;
            by: components["schemas"]["By"];
            /** @description The district or the age band; empty for those who did not say. */
            group: string;
            label: string;
            questions: components["schemas"]["QuestionView"][];
        };
        /** @description A page of a list. */
        SurveyPage: {
            items: components["schemas"]["SurveyView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description `POST /v1/surveys`, `PUT /v1/surveys/{id}`. */
        SurveyRequest: {
            /** @description Results are also told apart by age band; whoever answers may name theirs. */
            ages?: boolean;
            closes_at: components["schemas"]["Timestamp"];
            /** @description Results are also told apart by these; whoever answers may name one. */
            districts?: components["schemas"]["Place"][];
            /** @description Kept and not yet published. */
            draft?: boolean;
            /** @description What it is about; Markdown. */
            intro?: components["schemas"]["Markdown"] | null;
            intro_en?: components["schemas"]["Markdown"] | null;
            /** @description Now, when absent. */
            opens_at?: components["schemas"]["Timestamp"] | null;
            /** @description Once somebody has answered, they stay as they are. */
            questions: components["schemas"]["QuestionInput"][];
            /** @description By default "anybody". */
            respondents?: components["schemas"]["Respondents"];
            /** @description By default "internal". */
            results?: components["schemas"]["ResultsFor"];
            title: components["schemas"]["Title"];
            title_en?: components["schemas"]["Title"] | null;
        };
        /** @description `POST /v1/surveys`, `PUT /v1/surveys/{id}`. */
        SurveyRequestChange: {
            /** @description Results are also told apart by age band; whoever answers may name theirs. */
            ages?: boolean;
            closes_at?: components["schemas"]["Timestamp"];
            /** @description Only for reading; left aside */
            created_at?: unknown;
            /** @description Results are also told apart by these; whoever answers may name one. */
            districts?: components["schemas"]["Place"][];
            /** @description Kept and not yet published. */
            draft?: boolean;
            /** @description Only for reading; left aside */
            id?: unknown;
            /** @description What it is about; Markdown. */
            intro?: components["schemas"]["Markdown"] | null;
            intro_en?: components["schemas"]["Markdown"] | null;
            /** @description Now, when absent. */
            opens_at?: components["schemas"]["Timestamp"] | null;
            /** @description Once somebody has answered, they stay as they are. */
            questions?: components["schemas"]["QuestionInput"][];
            /** @description By default "anybody". */
            respondents?: components["schemas"]["Respondents"];
            /** @description By default "internal". */
            results?: components["schemas"]["ResultsFor"];
            /** @description Only for reading; left aside */
            results_shown?: unknown;
            /** @description Only for reading; left aside */
            state?: unknown;
            title?: components["schemas"]["Title"];
            title_en?: components["schemas"]["Title"] | null;
            /** @description Only for reading; left aside */
            updated_at?: unknown;
            /** @description Only for reading; left aside */
            version?: unknown;
        };
        /** @description What a survey has come to. What is `null` is hidden: fewer than five people, or what would tell of so few. */
        SurveyResults: {
            /**
             * Format: uint32
             * @description How many have answered.
             */
            answered: number | null;
            /** @description By district and by age band, as far as these are asked for. */
            groups: components["schemas"]["SurveyGroupView"][];
            /**
             * @description How `low` and `high` were made: the Wilson score interval at 95 %; those of a mean by the normal approximation. They
             *     are about chance, and say nothing of who chose to answer.
             */
            method: string;
            questions: components["schemas"]["QuestionView"][];
            state: components["schemas"]["SurveyState"];
            survey: string;
        };
        /**
         * @description draft 草稿; scheduled 待开始; open 进行中; closed 已结束; withdrawn 已撤下;
         * @enum {string}
         */
        SurveyState: "draft" | "scheduled" | "open" | "closed" | "withdrawn";
        /** @description A page of a list. */
        SurveyTextPage: {
            items: components["schemas"]["SurveyTextView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description What somebody wrote in answer to a question: without personal data, in an order that tells nothing. */
        SurveyTextView: {
            question: components["schemas"]["QuestionId"];
            text: string;
        };
        /** @description A survey as it is read. */
        SurveyView: {
            /**
             * @description Results are also told apart by age band.
             * @default false
             */
            ages: boolean;
            closes_at: components["schemas"]["Timestamp"];
            created_at: components["schemas"]["Timestamp"];
            /**
             * @description Results are also told apart by these; without any nobody is asked where they live.
             * @default []
             */
            districts: components["schemas"]["Place"][];
            draft: boolean;
            id: string;
            /**
             * @description What it is about; Markdown.
             * @default null
             */
            intro: components["schemas"]["Markdown"] | null;
            /** @default null */
            intro_en: components["schemas"]["Markdown"] | null;
            opens_at: components["schemas"]["Timestamp"];
            questions: components["schemas"]["Question"][];
            respondents: components["schemas"]["Respondents"];
            results: components["schemas"]["ResultsFor"];
            /** @description Whether its results can be read by everybody now. */
            results_shown: boolean;
            state: components["schemas"]["SurveyState"];
            title: components["schemas"]["Title"];
            /** @default null */
            title_en: components["schemas"]["Title"] | null;
            updated_at: components["schemas"]["Timestamp"];
            /**
             * Format: uint32
             * @description Also the `ETag`.
             */
            version: number;
        };
        /**
         * @description new 已导入; known 此前已导入; refused 未导入;
         * @enum {string}
         */
        Taken: "new" | "known" | "refused";
        /**
         * @description altered 该条记录或其校验值被修改; removed 该条记录被删除; inserted 该条记录是插入的; cut_off 自该条起的最新记录被截去;
         * @enum {string}
         */
        Tampering: "altered" | "removed" | "inserted" | "cut_off";
        /**
         * @description The taxonomy of demands. The Chinese name is the identifier; a name says what, not under which other, so that only the
         *     way to it is a place.
         */
        Taxonomy: {
            categories: components["schemas"]["TaxonomyCategory"][];
        };
        /** @description A name of level 1: `category`. */
        TaxonomyCategory: {
            en: string;
            subcategories: components["schemas"]["TaxonomySubcategory"][];
            zh: string;
        };
        /** @description A name of level 2: `subcategory`. */
        TaxonomySubcategory: {
            en: string;
            topics: components["schemas"]["TaxonomyTopic"][];
            zh: string;
        };
        /** @description A name of level 3, as the `path` of a suggestion ends. */
        TaxonomyTopic: {
            en: string;
            zh: string;
        };
        /** @description A receiver that is tried. */
        TestData: {
            webhook: string;
        };
        /** @description What an entry says: all of it that a version keeps. */
        Text: {
            /** @description Markdown. */
            body: components["schemas"]["Markdown"];
            category: components["schemas"]["Category"] | null;
            /** @description The department that answers for it. */
            department: components["schemas"]["DeptCode"] | null;
            /** @description For these districts; for the whole city when there are none. */
            districts: components["schemas"]["Place"][];
            kind: components["schemas"]["KnowledgeKind"];
            /** @description When somebody is to look whether it still holds; staff only. */
            review_at: components["schemas"]["Timestamp"] | null;
            /** @description Where it is from: a law's name, the number of a document. */
            source: components["schemas"]["Title"] | null;
            source_url: components["schemas"]["Url"] | null;
            standing: components["schemas"]["Standing"];
            subcategory: components["schemas"]["Subcategory"] | null;
            title: components["schemas"]["Title"];
            valid_from: components["schemas"]["Timestamp"];
            valid_to: components["schemas"]["Timestamp"] | null;
        };
        /** @description How whoever made a suggestion is thanked once it is adopted, beside in words. `GET` and `PUT /v1/settings`. */
        Thanks: {
            /** @description Points for one suggestion; 0 is none. */
            points: number;
            /** @description The most that one person, known by a telephone number, gets in a calendar year. */
            points_per_year: number;
        };
        /** @description Nothing needs to be said; the body may be absent. */
        TickRequest: Record<string, never>;
        /** @description What one call has done. */
        Ticked: {
            /**
             * Format: uint32
             * @description Alerts raised, for hot spots that are new or have grown.
             */
            alerts: number;
            /** Format: uint32 */
            archived: number;
            /**
             * Format: uint32
             * @description Answers that nobody rated.
             */
            closed: number;
            /**
             * Format: uint32
             * @description Tickets that went to the archive.
             */
            cold: number;
            /**
             * Format: uint32
             * @description Rows that were kept long enough.
             */
            deleted: number;
            /**
             * Format: uint32
             * @description Reporters whose data was deleted.
             */
            erased: number;
            /** @description There is more of it: another call may follow at once. */
            more: boolean;
            /**
             * Format: uint32
             * @description Notices that appeared or expired.
             */
            notices: number;
            /**
             * Format: uint32
             * @description Departments reminded.
             */
            reminded: number;
            /**
             * Format: uint32
             * @description Tickets whose personal data was put under the newest key.
             */
            resealed: number;
            /**
             * Format: uint32
             * @description Tickets that somebody else changed meanwhile or that could not be worked on; each is looked
             *     at again.
             */
            skipped: number;
            /**
             * Format: uint32
             * @description Tickets put under supervision, or under more of it.
             */
            supervised: number;
            /**
             * Format: uint32
             * @description Interrupted submissions finished.
             */
            triaged: number;
        };
        /** @description What happened to a ticket, and how it stands since. */
        TicketData: {
            action: components["schemas"]["Action"];
            /** @description As what whoever did it did it. */
            by: components["schemas"]["Role"];
            /** @description `null` before it was classified. */
            category: components["schemas"]["Category"] | null;
            /** @description The lead department's code; `null` before it was dispatched. */
            department: components["schemas"]["DeptCode"] | null;
            /** @description By when it is to be finished. */
            due_at: components["schemas"]["Timestamp"] | null;
            kind: components["schemas"]["Kind"];
            state: components["schemas"]["State"];
            /** @description Its state before; `null` of a new one. */
            state_before: components["schemas"]["State"] | null;
            ticket: components["schemas"]["TicketId"];
            urgency: components["schemas"]["Urgency"];
            /**
             * Format: uint32
             * @description Of the ticket, as its `ETag` has it; the events of a ticket count it without gaps.
             */
            version: number;
        };
        /** @description Day plus daily sequence, 14 digits */
        TicketId: string;
        /** @description One line of the work list. */
        TicketLine: {
            category: components["schemas"]["Category"] | null;
            channel: components["schemas"]["Channel"];
            closed_at: components["schemas"]["Timestamp"] | null;
            contact_due_at: components["schemas"]["Timestamp"] | null;
            created_at: components["schemas"]["Timestamp"];
            district: string | null;
            due_at: components["schemas"]["Timestamp"] | null;
            /** @description What the system that handed it in calls it, for that system and for who may know every reporter. */
            external_ref: string | null;
            id: components["schemas"]["TicketId"];
            kind: components["schemas"]["Kind"];
            lead: string | null;
            /** @description The name of the department that leads. */
            lead_name: string | null;
            /** @description Staff's; null for the system that handed it in. */
            needs_review: boolean | null;
            overdue: boolean;
            /** @description The newest judgement: how content the citizen is … */
            rating: components["schemas"]["Satisfaction"] | null;
            /** @description … and whether it is resolved. */
            rating_resolved: boolean | null;
            /**
             * Format: uint32
             * @description How often it was taken up again after it had ended.
             */
            reopenings: number;
            /**
             * Format: uint32
             * @description Its own reporter, and those whose tickets were merged into it; staff's likewise.
             */
            reporters: number | null;
            /**
             * Format: uint32
             * @description How often it went back to work because a citizen was not content.
             */
            rework_count: number;
            sign_due_at: components["schemas"]["Timestamp"] | null;
            state: components["schemas"]["State"];
            /** @description The second level of the taxonomy, as far as a person has said it. */
            subcategory: components["schemas"]["Subcategory"] | null;
            /** @description The subject, or how the content begins. */
            subject: string;
            /** Format: uint32 */
            supervision_level: number;
            updated_at: components["schemas"]["Timestamp"];
            urgency: components["schemas"]["Urgency"];
        };
        /** @description A page of a list. */
        TicketPage: {
            items: components["schemas"]["TicketLine"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description A ticket, as much as the caller may see. */
        TicketView: {
            /** @description Of a suggestion: that it was adopted. */
            adopted?: components["schemas"]["AdoptionView"] | null;
            /** @description The department that the matter is about; staff only. */
            against: components["schemas"]["DepartmentName"] | null;
            allowed_actions: components["schemas"]["Action"][];
            /** @description The public answer. */
            answer: string | null;
            assists: components["schemas"]["DepartmentName"][];
            /** @description What was handed in as links, and what was uploaded, which has an `id`. */
            attachments: components["schemas"]["AttachmentLink"][];
            /**
             * Format: int64
             * @description The version of the catalogue that dispatched it; staff only.
             */
            catalogue_version: number | null;
            category: components["schemas"]["Category"] | null;
            channel: components["schemas"]["Channel"];
            /** @description What was merged into it, for staff who work on it: the case is theirs as well. */
            children?: components["schemas"]["ChildView"][];
            /** @description The machine's suggestion; staff only. */
            classification: components["schemas"]["Suggestion"] | null;
            closed_at: components["schemas"]["Timestamp"] | null;
            content: string;
            created_at: components["schemas"]["Timestamp"];
            deadline: components["schemas"]["Deadline"];
            /** @description Not content for the second time: a supervisor decides. */
            disputed: boolean;
            /** @description In the answer to what speaks of danger: whom to call at once. */
            emergency?: components["schemas"]["EmergencyNotice"] | null;
            /** @description When the reporter's data was deleted. */
            erased_at: components["schemas"]["Timestamp"] | null;
            /** @description Staff only: left out of assessment. */
            excluded: boolean | null;
            extension: components["schemas"]["ExtensionRequest"] | null;
            /** @description What the system that handed it in calls it; for that system, and for staff who may know every reporter. */
            external_ref: string | null;
            id: components["schemas"]["TicketId"];
            kind: components["schemas"]["Kind"];
            lead: components["schemas"]["DepartmentName"] | null;
            /** @description Without address and coordinates for those who neither work on it nor handed it in. */
            location: components["schemas"]["Location"] | null;
            /** @description Staff only. */
            needs_review: boolean | null;
            parent: components["schemas"]["TicketId"] | null;
            /** @description What has happened to the parent, as far as every reporter of it may know. */
            parent_progress: components["schemas"]["EventView"][];
            rating: components["schemas"]["Rating"] | null;
            /** @description An earlier ticket of the same citizen about the same category; for staff who may know every reporter. */
            repeat_of: components["schemas"]["TicketId"] | null;
            /** @description While a reply waits for its review: what stands out in it; staff only. */
            reply_check?: components["schemas"]["ReplyCheck"] | null;
            /** @description Masked; absent for those who may not know. */
            reporter: components["schemas"]["MaskedReporter"] | null;
            /** @description The first department that signed and leads until a supervisor says otherwise; staff only. */
            responsible: components["schemas"]["DepartmentName"] | null;
            /** Format: uint32 */
            rework_count: number;
            state: components["schemas"]["State"];
            state_label: string;
            subcategory: components["schemas"]["Subcategory"] | null;
            subject: string | null;
            /** Format: uint32 */
            supervision_level: number;
            timeline: components["schemas"]["EventView"][];
            updated_at: components["schemas"]["Timestamp"];
            urgency: components["schemas"]["Urgency"];
            /**
             * Format: uint32
             * @description Also the `ETag`.
             */
            version: number;
        };
        TimeFigure: {
            /**
             * Format: int64
             * @description How many times are known.
             */
            count: number;
            /** @description Always: only how many lie between certain bounds is kept. */
            estimated: boolean;
            /**
             * Format: int64
             * @description Half of them took no more than so many seconds.
             */
            p50: number | null;
            /** Format: int64 */
            p90: number | null;
            /** Format: int64 */
            p95: number | null;
        };
        /**
         * Format: date-time
         * @description RFC 3339 with offset, whole seconds
         */
        Timestamp: string;
        Title: string;
        /** @description What a session shows from now on. */
        Tokens: {
            /** @description For `Authorization: Bearer`. */
            access_token: string;
            /**
             * Format: int64
             * @description Seconds for which the access token is good.
             */
            expires_in: number;
            /**
             * Format: int64
             * @description Seconds to the end of the session.
             */
            refresh_expires_in: number;
            /** @description For one refresh. */
            refresh_token: string;
            /** @description `Bearer`. */
            token_type: string;
        };
        /** @description One topic. */
        Topic: {
            /**
             * Format: int64
             * @description In the earlier period.
             */
            before?: number | null;
            /** @description `rising` from 1.5 on, `falling` from its inverse on. */
            direction: components["schemas"]["Direction"];
            /** @description `null` where it is not known. */
            key: string | null;
            label: string;
            /** @description One for every week from Monday, whether anything came in or not. */
            points: components["schemas"]["Week"][];
            /**
             * Format: double
             * @description `(recent + 5) / (usual + 5)`, to two digits.
             */
            ratio: number;
            /**
             * Format: int64
             * @description Tickets of the last seven days.
             */
            recent: number;
            /**
             * Format: int64
             * @description Tickets that came in from `from` to `to`.
             */
            total: number;
            /**
             * Format: double
             * @description Tickets of seven days, as they were usual in the four weeks before; to two digits.
             */
            usual: number;
        };
        /** @description `GET /v1/stats/topics`. */
        Topics: {
            /** @description `category` or `district`. */
            by: components["schemas"]["Dimension"];
            /** @description The earlier period, where one was asked for. */
            compared?: components["schemas"]["Compared"] | null;
            /** @description `false` while older tickets are still being counted. */
            complete: boolean;
            filter: components["schemas"]["Filter"];
            from: components["schemas"]["Day"];
            /** @description Rising ones first, then falling ones, then the others; of each the largest first. */
            items: components["schemas"]["Topic"][];
            /**
             * Format: uint
             * @description Topics that are left out because there are too many.
             */
            omitted: number;
            /** @description Included; the last seven days end with it. */
            to: components["schemas"]["Day"];
        };
        /**
         * @description category 类别; district 区县;
         * @enum {string}
         */
        TopicsBy: "category" | "district";
        /** @description From one state to another, or to itself. */
        Transition: {
            action: string;
            /** @description Absent for a ticket that is not there yet. */
            from?: string | null;
            to: string;
        };
        /** @description `GET /v1/stats/trend`. */
        Trend: {
            by: components["schemas"]["Dimension"] | null;
            /** @description The earlier period, where one was asked for. */
            compared?: components["schemas"]["Compared"] | null;
            /** @description `false` while older tickets are still being counted. */
            complete: boolean;
            filter: components["schemas"]["Filter"];
            from: components["schemas"]["Day"];
            label: string;
            measure: components["schemas"]["Measure"];
            /**
             * Format: uint
             * @description Series that are left out because there are too many.
             */
            omitted: number;
            /** @description One without `by`; else one for each group, the largest first. */
            series: components["schemas"]["Series"][];
            step: components["schemas"]["Step"];
            /** @description Included. */
            to: components["schemas"]["Day"];
        };
        /** @description What a trial found: both models on the same tickets. */
        Trial: {
            /** @description The model that classifies now. */
            active: components["schemas"]["Tried"];
            /**
             * Format: uint
             * @description Tickets whose category a person has settled, the newest first.
             */
            tickets: number;
            tried: components["schemas"]["Tried"];
        };
        /** @description Why it is not dispatched at once, or comes otherwise than somebody might expect. */
        TrialConflict: {
            code: components["schemas"]["Conflict"];
            detail: string;
        };
        /** @description How long it may take, and who says so. */
        TrialLimit: {
            due_at: components["schemas"]["Timestamp"] | null;
            limit: components["schemas"]["Limit"];
            /** @description What the settings give for the kind and the urgency. */
            settings: components["schemas"]["Limit"];
            source: components["schemas"]["LimitSource"];
        };
        /** @description `POST /v1/models/{id}/trial`. */
        TrialRequest: {
            /** @description Only tickets that came in on this day or later: those that the model has not learnt from. */
            since?: components["schemas"]["Day"] | null;
            /**
             * Format: uint32
             * @description How many tickets, 1 to 1000; 500 by default.
             */
            tickets?: number | null;
        };
        /** @description How well a model does. */
        Tried: {
            by_category: components["schemas"]["TriedCategory"][];
            /**
             * Format: double
             * @description The mean of the categories' F1, to four digits after the point; absent without tickets.
             */
            macro_f1: number | null;
            model: components["schemas"]["ModelId"];
            /**
             * Format: uint
             * @description Tickets that it puts where they belong.
             */
            right: number;
            /**
             * Format: uint
             * @description Tickets that it would dispatch without a person.
             */
            sure: number;
            /**
             * Format: uint
             * @description How many of those belong there.
             */
            sure_and_right: number;
        };
        TriedCategory: {
            category: components["schemas"]["Category"];
            /**
             * Format: uint
             * @description Those of both.
             */
            right: number;
            /**
             * Format: uint
             * @description Tickets that the model puts there.
             */
            said: number;
            /**
             * Format: uint
             * @description Tickets that belong to it.
             */
            tickets: number;
        };
        /** @description A rule, and why it decides or does not. */
        TriedRule: {
            detail: string;
            fate: components["schemas"]["Fate"];
            /** @description Where it stands in the catalogue. */
            pointer: string;
            rule: components["schemas"]["DispatchRule"];
        };
        /** @description What was read out of the text. */
        Understanding: {
            classification: components["schemas"]["Suggestion"];
            /** @description What threatens people. */
            danger: components["schemas"]["Danger"] | null;
        };
        UnderstandingRequest: {
            /** @description The districts that the dispatch catalogue names. */
            districts?: components["schemas"]["Place"][];
            /** @description The city's own model, where one is active. */
            model?: components["schemas"]["ModelId"] | null;
            text: string;
        };
        /**
         * @description no_address 未留地址; no_gateway 未开通该渠道; bad_address 地址已确认无效; erased 诉求人信息已删除; unwanted 诉求人不要通知; no_consent 未订阅或订阅次数已用完; no_template 没有可用的消息模板; overtaken 有更新的消息; refused 网关拒绝; unreachable 网关不可用;
         * @enum {string}
         */
        Unsent: "no_address" | "no_gateway" | "bad_address" | "erased" | "unwanted" | "no_consent" | "no_template" | "overtaken" | "refused" | "unreachable";
        /**
         * @description `POST /v1/tickets/{id}/updates`: the action and what it carries; `GET /v1/workflow` says which
         *     fields an action needs.
         */
        UpdateRequest: {
            action: components["schemas"]["Action"];
            /** @description With `reassign`: those that assist it. */
            assists?: components["schemas"]["DeptCode"][];
            /** @description With `withdraw` by an agent: the telephone call on which the citizen said so, by its id. */
            call?: components["schemas"]["Name"] | null;
            /** @description Why it is not resolved. */
            cause?: components["schemas"]["Remark"] | null;
            content?: components["schemas"]["Content"] | null;
            /** @description As `location.district`. */
            district?: components["schemas"]["Place"] | null;
            /** @description The new deadline that an extension asks for. */
            due_at?: components["schemas"]["Timestamp"] | null;
            kind?: components["schemas"]["Kind"] | null;
            /**
             * @description With `answer`: the entry of the knowledge base that the answer is taken from. Its text is the
             *     answer, where `public` says nothing else.
             */
            knowledge?: string | null;
            /** @description With `reassign`: the department that leads from now on, by its code. */
            lead?: components["schemas"]["DeptCode"] | null;
            /**
             * Format: uint32
             * @description Supervision level, 1 to 3.
             */
            level?: number | null;
            /**
             * @description With `correct`: each part that is named takes the place of the old one, and a new address without a point takes the
             *     old point away.
             */
            location?: components["schemas"]["Location"] | null;
            /** @description For staff. */
            note?: components["schemas"]["Remark"] | null;
            /** @description The ticket that this one is merged into. */
            parent?: components["schemas"]["TicketId"] | null;
            /** @description For the citizen; from the citizen when it is they who write. */
            public?: components["schemas"]["Remark"] | null;
            reason?: components["schemas"]["Remark"] | null;
            /** @description One of `reason_codes` of the settings, e.g. `not_government`, `in_litigation`, `duplicate`, `wrong_dispatch`. */
            reason_code?: components["schemas"]["ReasonCode"] | null;
            resolved?: boolean | null;
            /** @description With `correct`: what the demand is to say from now on; what is not named stays. */
            subject?: components["schemas"]["Subject"] | null;
            /** @description Where the citizen can turn to instead. */
            turn_to?: components["schemas"]["Remark"] | null;
        };
        /**
         * @description normal 一般; urgent 紧急; emergency 特急;
         * @enum {string}
         */
        Urgency: "normal" | "urgent" | "emergency";
        Url: string;
        UsedEntry: {
            id: string;
            title: string;
            /** Format: uint32 */
            version: number;
        };
        UserName: string;
        /** @description The dispatch catalogue or the settings. */
        VersionData: {
            /** @description The version in force. */
            version: string;
        };
        /** @description What was put as it stands, and may come otherwise than was meant. */
        Warning: {
            /** @description Stable: `overrides_setting`, `overridden_by_catalogue`. */
            code: string;
            detail: string;
            /** @description JSON pointer into the body. */
            pointer: string;
        };
        WeChatCode: string;
        /**
         * @description number 工单号; state 状态; due 时限; hotline 热线名称;
         * @enum {string}
         */
        WeChatFact: "number" | "state" | "due" | "hotline";
        /** @description What a field of a template says. */
        WeChatField: {
            key: components["schemas"]["WeChatKey"];
            /**
             * @description `thing` takes any of them, `character_string` the number, the time and the hotline, `number` the number, `phrase` the
             *     state and the hotline, `time` and `date` the time.
             */
            says: components["schemas"]["WeChatFact"];
        };
        WeChatKey: string;
        /** @description `POST /v1/auth/wechat`. */
        WeChatRequest: {
            /** @description From `wx.login`, just now. */
            code: components["schemas"]["WeChatCode"];
        };
        /** @description One of the templates that a city has applied for with WeChat. */
        WeChatTemplate: {
            /** @description All of the template's fields: WeChat takes no message that lacks one. */
            fields: components["schemas"]["WeChatField"][];
            /** @description Of what it tells. */
            occasion: components["schemas"]["Occasion"];
            template_id: components["schemas"]["WeChatTemplateId"];
        };
        WeChatTemplateId: string;
        /** @description For what a citizen can consent to subscription messages in the mini-program. */
        WeChatTemplateView: {
            occasion: components["schemas"]["Occasion"];
            /** @description What `wx.requestSubscribeMessage` takes as one of its `tmplIds`. */
            template_id: components["schemas"]["WeChatTemplateId"];
        };
        /** @description `GET /v1/messages/wechat`. */
        WeChatTemplates: {
            items: components["schemas"]["WeChatTemplateView"][];
        };
        /** @description A page of a list. */
        WebhookPage: {
            items: components["schemas"]["WebhookView"][];
            /** @description The cursor of the next page; `null` at the end. */
            next: string | null;
        };
        /** @description `POST /v1/webhooks`: whom to tell of what. */
        WebhookRequest: {
            /** @description Only events of tickets that this department leads when they happen. */
            department?: components["schemas"]["DeptCode"] | null;
            /** @description By default true. */
            enabled?: boolean;
            /** @description Only events of tickets that the API key of this id handed in. */
            key?: components["schemas"]["Name"] | null;
            /** @description Whose it is, for people. */
            name: components["schemas"]["Name"];
            /** @description `whsec_` and 24 to 64 bytes in base64; by default a new one is made. */
            secret?: components["schemas"]["Name"] | null;
            /** @description Types of events; all where none is named. */
            types?: components["schemas"]["EventType"][];
            /** @description On a host that the operator allows. */
            url: components["schemas"]["Endpoint"];
        };
        /** @description `POST /v1/webhooks/{id}/test`; the body may be absent. */
        WebhookTestRequest: Record<string, never>;
        /** @description What a receiver made of a test. */
        WebhookTestResult: {
            /** @description It took it: its status is 2xx. */
            delivered: boolean;
            /** @description Why there was no answer. */
            failure: components["schemas"]["Failure"] | null;
            /** Format: uint32 */
            milliseconds: number;
            /**
             * Format: uint16
             * @description The status that it answered.
             */
            status: number | null;
        };
        /** @description `PUT /v1/webhooks/{id}`: what is left out stays. Its secret has a route of its own. */
        WebhookUpdate: {
            department?: components["schemas"]["DeptCode"] | null;
            /** @description By default true. */
            enabled?: boolean;
            key?: components["schemas"]["Name"] | null;
            name: components["schemas"]["Name"];
            types?: components["schemas"]["EventType"][];
            url: components["schemas"]["Endpoint"];
        };
        /** @description `PUT /v1/webhooks/{id}`: what is left out stays. Its secret has a route of its own. */
        WebhookUpdateChange: {
            /** @description Only for reading; left aside */
            created_at?: unknown;
            /** @description Only for reading; left aside */
            created_by?: unknown;
            /** @description Only for reading; left aside */
            cursor?: unknown;
            /** @description Only for reading; left aside */
            dead?: unknown;
            department?: components["schemas"]["DeptCode"] | null;
            /** @description Only for reading; left aside */
            disabled_because?: unknown;
            /** @description By default true. */
            enabled?: boolean;
            /** @description Only for reading; left aside */
            failing_since?: unknown;
            /** @description Only for reading; left aside */
            former_secret_until?: unknown;
            /** @description Only for reading; left aside */
            id?: unknown;
            key?: components["schemas"]["Name"] | null;
            name?: components["schemas"]["Name"];
            /** @description Only for reading; left aside */
            pending?: unknown;
            /** @description Only for reading; left aside */
            rests_until?: unknown;
            types?: components["schemas"]["EventType"][];
            /** @description Only for reading; left aside */
            updated_at?: unknown;
            url?: components["schemas"]["Endpoint"];
            /** @description Only for reading; left aside */
            version?: unknown;
        };
        /** @description A webhook, as administrators see it. It begins with what happens after it was made. */
        WebhookView: {
            created_at: components["schemas"]["Timestamp"];
            created_by: string;
            /** @description How far it has come: events up to there are delivered, wait or are dead letters. */
            cursor: string;
            /**
             * Format: uint32
             * @description Dead letters.
             */
            dead: number;
            department: components["schemas"]["DeptCode"] | null;
            /**
             * @description Why the hotline disabled it by itself: `gone`, it said that it never wants anything again, or `unreachable`, it took
             *     nothing for five days.
             */
            disabled_because: string | null;
            enabled: boolean;
            /** @description Since when it has taken nothing. */
            failing_since: components["schemas"]["Timestamp"] | null;
            /** @description Until when the secret before the last change is good as well. */
            former_secret_until: components["schemas"]["Timestamp"] | null;
            id: string;
            key: string | null;
            name: string;
            /**
             * Format: uint32
             * @description Deliveries that wait.
             */
            pending: number;
            /** @description Until when it is left alone. */
            rests_until: components["schemas"]["Timestamp"] | null;
            types: components["schemas"]["EventType"][];
            updated_at: components["schemas"]["Timestamp"];
            url: components["schemas"]["Endpoint"];
            /**
             * Format: uint32
             * @description Counts what people change; also the `ETag`.
             */
            version: number;
        };
        /** @description A point to plot. */
        Week: {
            /** @description Included. The first and the last week may be shorter than others. */
            end: components["schemas"]["Day"];
            start: components["schemas"]["Day"];
            /** Format: int64 */
            value: number;
        };
        /**
         * @description Who the caller is, as the hotline understands their token. Also what the `auth` function tells
         *     the others about a token that only it can verify.
         */
        WhoAmI: {
            dept: components["schemas"]["DeptCode"] | null;
            /** @description Until when the token or key is good; absent for a key that does not expire by itself. */
            expires_at?: components["schemas"]["Timestamp"] | null;
            roles: components["schemas"]["Role"][];
            /** @description What a key is good for; absent where nothing limits the caller. */
            scopes?: components["schemas"]["Scope"][] | null;
            /** @description The session that the token belongs to; only of those that log-in hands out. */
            sid?: string | null;
            sub: string;
        };
        /** @description An identifier with what people call it. */
        Word: {
            en: string;
            id: string;
            open?: boolean | null;
            stops_the_clock?: boolean | null;
            zh: string;
        };
        /** @description A word with what people read. */
        Word2: {
            en: string;
            /** @description As requests, answers and the audit log have it. */
            id: string;
            zh: string;
        };
        /** @description The closed lists by their names; what a city decides for itself stands in `GET /v1/settings`. */
        Words: {
            lists: {
                [key: string]: components["schemas"]["Word2"][];
            };
        };
        /** @description The table as it is published, `GET /v1/workflow` and `schemas/workflow.json`. */
        Workflow: {
            actions: components["schemas"]["Row"][];
            parties: string[];
            /** @description What the conditions name as `settings.NAME`, as it is in force. Only where the table is served. */
            settings?: components["schemas"]["InForce"] | null;
            states: components["schemas"]["Word"][];
            /** @description Every arrow there is, for those who draw or check. */
            transitions: components["schemas"]["Transition"][];
        };
        /** @description A span of a working day. */
        WorkingHours: {
            from: string;
            to: string;
        };
        /** @description Whole working days, and what is left beside them. */
        WorkingTime: {
            /** Format: int64 */
            days: number;
            /** Format: int64 */
            minutes: number;
        };
    };
    responses: {
        /** @description The body is no JSON, a parameter or header is not what it should be or stands twice, or a token and an API key were shown at once; `errors` names the parameter */
        BadRequest: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "invalid_parameter",
                 *       "detail": "…",
                 *       "errors": [
                 *         {
                 *           "code": "out_of_range",
                 *           "detail": "must be from 1 to 100",
                 *           "maximum": 100,
                 *           "minimum": 1,
                 *           "pointer": "?limit"
                 *         }
                 *       ],
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 400,
                 *       "title": "Bad Request",
                 *       "type": "urn:minsheng:problem:invalid_parameter"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not as things now stand; `allowed_actions` says what the ticket does allow */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "allowed_actions": [
                 *         "reopen",
                 *         "rate"
                 *       ],
                 *       "code": "action_not_allowed",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "state": "closed",
                 *       "status": 409,
                 *       "title": "Conflict",
                 *       "type": "urn:minsheng:problem:action_not_allowed"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body has more than 1 MiB */
        ContentTooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "body_too_large",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 413,
                 *       "title": "Payload Too Large",
                 *       "type": "urn:minsheng:problem:body_too_large"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller's roles, or the key's scopes, are not enough */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "forbidden",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 403,
                 *       "title": "Forbidden",
                 *       "type": "urn:minsheng:problem:forbidden"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What came after that place is no longer kept: read anew what you keep, and go on from `after=latest` */
        Gone: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "events_gone",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 410,
                 *       "title": "Gone",
                 *       "type": "urn:minsheng:problem:events_gone"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something went wrong on our side; the log knows it by `X-Request-Id` */
        InternalError: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "internal_error",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 500,
                 *       "title": "Internal Server Error",
                 *       "type": "urn:minsheng:problem:internal_error"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The path does not take this method; `Allow` says which it does */
        MethodNotAllowed: {
            headers: {
                Allow: components["headers"]["Allow"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "method_not_allowed",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 405,
                 *       "title": "Method Not Allowed",
                 *       "type": "urn:minsheng:problem:method_not_allowed"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing here, or it is not the caller's to see: nobody learns which */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "not_found",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 404,
                 *       "title": "Not Found",
                 *       "type": "urn:minsheng:problem:not_found"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What is wrong, in the words of GeoReport v2: 400 for what is missing or wrong, 403 for a key that is missing or not good for this, 404 for an unknown service, jurisdiction, token or request; 405, 413, 415, 429, 500 and 503 as everywhere. One for each field that is wrong, with its name */
        Open311Errors: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example [
                 *       {
                 *         "code": 400,
                 *         "description": "service_code: this field is required"
                 *       }
                 *     ]
                 */
                "application/json": {
                    code: number;
                    description: string;
                }[];
                /** @example <errors><error><code>400</code><description>service_code: this field is required</description></error></errors> */
                "text/xml": string;
            };
        };
        /** @description `If-Match` names another version than there is now */
        PreconditionFailed: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "version_mismatch",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 412,
                 *       "title": "Precondition Failed",
                 *       "type": "urn:minsheng:problem:version_mismatch"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such part of it; `Content-Range` says how long it is */
        RangeNotSatisfiable: {
            headers: {
                "Content-Range": components["headers"]["Content-Range"];
                "Upload-Offset": components["headers"]["Upload-Offset"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "range_not_satisfiable",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 416,
                 *       "title": "Range Not Satisfiable",
                 *       "type": "urn:minsheng:problem:range_not_satisfiable"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body came too slowly; nothing has changed */
        RequestTimeout: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "request_timeout",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 408,
                 *       "title": "Request Timeout",
                 *       "type": "urn:minsheng:problem:request_timeout"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too often; not again for as many seconds as `Retry-After` says */
        TooManyRequests: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "too_many_requests",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 429,
                 *       "title": "Too Many Requests",
                 *       "type": "urn:minsheng:problem:too_many_requests"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No token, key or query code where one is needed, or one that is not good (any more), which is refused even where none is needed */
        Unauthenticated: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "unauthenticated",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 401,
                 *       "title": "Unauthorized",
                 *       "type": "urn:minsheng:problem:unauthenticated"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The database, another function or a system outside is away, or was never set up; nothing has changed */
        Unavailable: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "unavailable",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 503,
                 *       "title": "Service Unavailable",
                 *       "type": "urn:minsheng:problem:unavailable"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Fields are not as they should be, each with a JSON pointer in `errors`; or an `Idempotency-Key` came with another body before */
        Unprocessable: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "invalid_fields",
                 *       "detail": "…",
                 *       "errors": [
                 *         {
                 *           "code": "missing",
                 *           "detail": "this field is required",
                 *           "pointer": "/content"
                 *         }
                 *       ],
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 422,
                 *       "title": "Unprocessable Entity",
                 *       "type": "urn:minsheng:problem:invalid_fields"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is of another media type */
        UnsupportedMediaType: {
            headers: {
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "code": "unsupported_media_type",
                 *       "detail": "…",
                 *       "instance": "urn:uuid:0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10",
                 *       "status": 415,
                 *       "title": "Unsupported Media Type",
                 *       "type": "urn:minsheng:problem:unsupported_media_type"
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
         * @example en
         */
        "Accept-Language": string;
        /**
         * @description Which part of the file this is, `bytes FIRST-LAST/TOTAL`, from the first byte to the last; `bytes *\/TOTAL` and no body asks how far it has come. Without it the body is the whole file
         * @example bytes 0-1048575/2000000
         */
        "Content-Range": string;
        /**
         * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
         * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
         */
        "Idempotency-Key": string;
        /**
         * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
         * @example "3"
         */
        "If-Match": string;
        /**
         * @description The `ETag` of what is there already, or several, or `*`: 304 where that is what there is
         * @example "3"
         */
        "If-None-Match": string;
        /**
         * @description The `ETag` of the file that `Range` means a part of; another one is answered with all of it
         * @example "7"
         */
        "If-Range": string;
        /**
         * @description `return=minimal`: 204 when it is done. Any other preference is passed over
         * @example return=minimal
         */
        Prefer: string;
        /**
         * @description `bytes=FIRST-LAST`: one part of it. What is no range, or several, is answered with all of it
         * @example bytes=0-1023
         */
        Range: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description A part of it can be asked for by `Range`
         * @example bytes
         */
        "Accept-Ranges": string;
        /**
         * @description The methods that the path takes
         * @example POST, GET
         */
        Allow: string;
        /**
         * @description How long it may be kept, and by whom
         * @example public, max-age=3600
         */
        "Cache-Control": string;
        /**
         * @description The file's name
         * @example attachment; filename="tickets.csv"
         */
        "Content-Disposition": string;
        /**
         * @description Which part this is, or how long the whole is
         * @example bytes 0-1023/20000
         */
        "Content-Range": string;
        /**
         * @description What people sent does nothing in a browser
         * @example sandbox; default-src 'none'
         */
        "Content-Security-Policy": string;
        /**
         * @description The version, for `If-Match` of a change or `If-None-Match` of a reading
         * @example "3"
         */
        ETag: string;
        /**
         * @description `true` when the request had been carried out before, and this is that answer
         * @example true
         */
        "Idempotent-Replay": "true";
        /**
         * @description Where to go on
         * @example </v1/events/batch?after=42-1795766400>; rel="next"
         */
        Link: string;
        /**
         * @description Where what was created can be read
         * @example /v1/tickets/20261123000042
         */
        Location: string;
        /**
         * @description `return=minimal`, where that was asked for
         * @example return=minimal
         */
        "Preference-Applied": "return=minimal";
        /**
         * @description Seconds to wait
         * @example 30
         */
        "Retry-After": number;
        /**
         * @description The bytes of the file that have come: the next part begins there
         * @example 1048576
         */
        "Upload-Offset": number;
        /**
         * @description How to show oneself
         * @example Bearer
         */
        "WWW-Authenticate": string;
        /**
         * @description What this request is called in the log and in the audit log
         * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
         */
        "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readDocs: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what is there already, or several, or `*`: 304 where that is what there is
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!DOCTYPE html><html lang="en"><title>Minsheng</title></html> */
                    "text/html": string;
                };
            };
            /** @description What `If-None-Match` names is what there is */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    embedScript: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example (function () { "use strict"; })(); */
                    "text/javascript": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    open311DiscoveryJson: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "changeset": "2026-11-27T00:00:00+08:00",
                     *       "contact": "12345",
                     *       "endpoints": [
                     *         {
                     *           "formats": [
                     *             "text/xml",
                     *             "application/json"
                     *           ],
                     *           "specification": "http://wiki.open311.org/GeoReport_v2",
                     *           "type": "production",
                     *           "url": "https://hotline.example/open311/v2"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311Discovery: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <discovery><contact>12345</contact></discovery> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311Bulk: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
                /**
                 * @description Then or later; with `end_date` a span of at most 90 days
                 * @example 2026-11-23
                 */
                start_date?: string;
                /** @description Until then; without either the last 90 days */
                end_date?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example service_request_id,requested_datetime,updated_datetime,closed_date,status_description,status_notes,source,service_name,service_subtype,description,agency_responsible,address,lat,long */
                    "text/csv": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311DiscoveryV2Json: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "changeset": "2026-11-27T00:00:00+08:00",
                     *       "contact": "12345",
                     *       "endpoints": [
                     *         {
                     *           "formats": [
                     *             "text/xml",
                     *             "application/json"
                     *           ],
                     *           "specification": "http://wiki.open311.org/GeoReport_v2",
                     *           "type": "production",
                     *           "url": "https://hotline.example/open311/v2"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311DiscoveryV2: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <discovery><contact>12345</contact></discovery> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311ListRequestsJson: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
                /**
                 * @description These alone, at most 1000 with commas between; then nothing else that is asked of requests counts
                 * @example [
                 *       "20261123000042"
                 *     ]
                 */
                service_request_id?: string[];
                /**
                 * @description These services, with commas between; 404 for one that there is not
                 * @example [
                 *       "0102"
                 *     ]
                 */
                service_code?: components["schemas"]["ServiceCode"][];
                /**
                 * @description Then or later; with `end_date` a span of at most 90 days
                 * @example 2026-11-23
                 */
                start_date?: string;
                /** @description Until then; without either the last 90 days */
                end_date?: string;
                /** @description `open`, `closed` or both, with a comma between */
                status?: string[];
                /** @description Which page, from 1 */
                page?: number;
                /** @description Requests on a page, 1 to 1000; 1000 by default */
                page_size?: number;
                /** @description `true`: each with `extended_attributes` */
                extensions?: boolean;
                /**
                 * @description Inside this box, in degrees: west, south, east, north; one with more than 2000 requests is refused
                 * @example 112.9,28.1,113.0,28.3
                 */
                bbox?: string;
                /**
                 * @description Of what came in through Open311: changed then or later, the oldest change first
                 * @example 2026-11-23
                 */
                updated_after?: string;
                /** @description Likewise: changed until then */
                updated_before?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "service_code": "0102",
                     *         "service_request_id": "20261127000001",
                     *         "status": "open"
                     *       }
                     *     ]
                     */
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311PostRequestJson: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "address_string": "麓山南路932号",
                 *       "description": "小区门口路灯坏了三天了",
                 *       "service_code": "0102"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    account_id?: string;
                    address_id?: string;
                    address_string?: string;
                    api_key?: string;
                    description?: string;
                    device_id?: string;
                    email?: string;
                    first_name?: string;
                    jurisdiction_id?: string;
                    last_name?: string;
                    lat?: string;
                    long?: string;
                    media_url?: string;
                    phone?: string;
                    service_code: string;
                } & {
                    [key: string]: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "account_id": null,
                     *         "service_notice": "承诺于 2026-12-02 前答复",
                     *         "service_request_id": "20261127000001"
                     *       }
                     *     ]
                     */
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            413: components["responses"]["Open311Errors"];
            415: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311ListRequests: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
                /**
                 * @description These alone, at most 1000 with commas between; then nothing else that is asked of requests counts
                 * @example [
                 *       "20261123000042"
                 *     ]
                 */
                service_request_id?: string[];
                /**
                 * @description These services, with commas between; 404 for one that there is not
                 * @example [
                 *       "0102"
                 *     ]
                 */
                service_code?: components["schemas"]["ServiceCode"][];
                /**
                 * @description Then or later; with `end_date` a span of at most 90 days
                 * @example 2026-11-23
                 */
                start_date?: string;
                /** @description Until then; without either the last 90 days */
                end_date?: string;
                /** @description `open`, `closed` or both, with a comma between */
                status?: string[];
                /** @description Which page, from 1 */
                page?: number;
                /** @description Requests on a page, 1 to 1000; 1000 by default */
                page_size?: number;
                /** @description `true`: each with `extended_attributes` */
                extensions?: boolean;
                /**
                 * @description Inside this box, in degrees: west, south, east, north; one with more than 2000 requests is refused
                 * @example 112.9,28.1,113.0,28.3
                 */
                bbox?: string;
                /**
                 * @description Of what came in through Open311: changed then or later, the oldest change first
                 * @example 2026-11-23
                 */
                updated_after?: string;
                /** @description Likewise: changed until then */
                updated_before?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <service_requests><request><service_request_id>20261127000001</service_request_id></request></service_requests> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311PostRequest: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "address_string": "麓山南路932号",
                 *       "description": "小区门口路灯坏了三天了",
                 *       "service_code": "0102"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    account_id?: string;
                    address_id?: string;
                    address_string?: string;
                    api_key?: string;
                    description?: string;
                    device_id?: string;
                    email?: string;
                    first_name?: string;
                    jurisdiction_id?: string;
                    last_name?: string;
                    lat?: string;
                    long?: string;
                    media_url?: string;
                    phone?: string;
                    service_code: string;
                } & {
                    [key: string]: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <service_requests><request><service_request_id>20261127000001</service_request_id></request></service_requests> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            413: components["responses"]["Open311Errors"];
            415: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311ReadRequest: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The request's number, with `.xml` or `.json` behind it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <service_requests><request><service_request_id>20261127000001</service_request_id></request></service_requests> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311ListUpdatesJson: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
                /**
                 * @description Then or later; with `end_date` a span of at most 90 days
                 * @example 2026-11-23
                 */
                start_date?: string;
                /** @description Until then; without either the last 90 days */
                end_date?: string;
                /**
                 * @description These alone, at most 1000 with commas between; then nothing else that is asked of requests counts
                 * @example [
                 *       "20261123000042"
                 *     ]
                 */
                service_request_id?: string[];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "description": "已安排抢修",
                     *         "service_request_id": "20261127000001",
                     *         "status": "open",
                     *         "update_id": "20261127000001-3",
                     *         "updated_datetime": "2026-11-27T10:00:00+08:00"
                     *       }
                     *     ]
                     */
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311PostUpdateJson: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "又灭了两盏",
                 *       "service_request_id": "20261123000042",
                 *       "update_id": "77"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    api_key?: string;
                    description: string;
                    jurisdiction_id?: string;
                    media_url?: string;
                    service_request_id: string;
                    status?: string;
                    update_id: string;
                    updated_datetime?: string;
                } & {
                    [key: string]: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "update_id": "20261127000001-3"
                     *       }
                     *     ]
                     */
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            413: components["responses"]["Open311Errors"];
            415: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311ListUpdates: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
                /**
                 * @description Then or later; with `end_date` a span of at most 90 days
                 * @example 2026-11-23
                 */
                start_date?: string;
                /** @description Until then; without either the last 90 days */
                end_date?: string;
                /**
                 * @description These alone, at most 1000 with commas between; then nothing else that is asked of requests counts
                 * @example [
                 *       "20261123000042"
                 *     ]
                 */
                service_request_id?: string[];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <service_request_updates/> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311PostUpdate: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "description": "又灭了两盏",
                 *       "service_request_id": "20261123000042",
                 *       "update_id": "77"
                 *     }
                 */
                "application/x-www-form-urlencoded": {
                    api_key?: string;
                    description: string;
                    jurisdiction_id?: string;
                    media_url?: string;
                    service_request_id: string;
                    status?: string;
                    update_id: string;
                    updated_datetime?: string;
                } & {
                    [key: string]: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <service_request_updates><request_update><update_id>20261127000001-3</update_id></request_update></service_request_updates> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            413: components["responses"]["Open311Errors"];
            415: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311ListServicesJson: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "group": "城乡建设",
                     *         "metadata": true,
                     *         "service_code": "0102",
                     *         "service_name": "城市建设和市政管理",
                     *         "type": "realtime"
                     *       }
                     *     ]
                     */
                    "application/json": {
                        [key: string]: unknown;
                    }[];
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311ListServices: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <services><service><service_code>0102</service_code></service></services> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311ReadService: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The service's code, with `.xml` or `.json` behind it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <service_definition><service_code>0102</service_code><attributes/></service_definition> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    open311ReadToken: {
        parameters: {
            query?: {
                /** @description The jurisdiction, where this hotline has one; another one is unknown */
                jurisdiction_id?: string;
                /** @description A key, where it is not shown as `X-API-Key` */
                api_key?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The token, which is the request's number, with `.xml` or `.json` behind it */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <service_requests><request><service_request_id>20261127000001</service_request_id></request></service_requests> */
                    "text/xml": string;
                };
            };
            400: components["responses"]["Open311Errors"];
            403: components["responses"]["Open311Errors"];
            404: components["responses"]["Open311Errors"];
            405: components["responses"]["Open311Errors"];
            429: components["responses"]["Open311Errors"];
            500: components["responses"]["Open311Errors"];
            503: components["responses"]["Open311Errors"];
        };
    };
    readInterface: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what is there already, or several, or `*`: 304 where that is what there is
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "info": {
                     *         "title": "Minsheng",
                     *         "version": "0.1.0"
                     *       },
                     *       "openapi": "3.1.0",
                     *       "paths": {}
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What `If-None-Match` names is what there is */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAccounts: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "active": false,
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "dept": null,
                     *           "has_password": false,
                     *           "id": "20261123000042",
                     *           "locked_until": null,
                     *           "name": "张三",
                     *           "roles": [],
                     *           "updated_at": "2026-11-23T10:00:00+08:00",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["AccountPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    addAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "zhang.san",
                 *       "name": "张三",
                 *       "password": "correct horse battery",
                 *       "roles": [
                 *         "agent"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["AccountRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": false,
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "dept": "cgj",
                     *       "has_password": false,
                     *       "id": "20261123000042",
                     *       "locked_until": "2026-11-23T10:00:00+08:00",
                     *       "name": "张三",
                     *       "roles": [
                     *         "reporter"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The user name */
                id: components["schemas"]["UserName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": false,
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "dept": "cgj",
                     *       "has_password": false,
                     *       "id": "20261123000042",
                     *       "locked_until": "2026-11-23T10:00:00+08:00",
                     *       "name": "张三",
                     *       "roles": [
                     *         "reporter"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The user name */
                id: components["schemas"]["UserName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "张三",
                 *       "roles": [
                 *         "agent",
                 *         "publisher"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["AccountUpdateChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": false,
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "dept": "cgj",
                     *       "has_password": false,
                     *       "id": "20261123000042",
                     *       "locked_until": "2026-11-23T10:00:00+08:00",
                     *       "name": "张三",
                     *       "roles": [
                     *         "reporter"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    removeFactor: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The user name */
                id: components["schemas"]["UserName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": false,
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "dept": "cgj",
                     *       "has_password": false,
                     *       "id": "20261123000042",
                     *       "locked_until": "2026-11-23T10:00:00+08:00",
                     *       "name": "张三",
                     *       "roles": [
                     *         "reporter"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    unlockAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The user name */
                id: components["schemas"]["UserName"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": false,
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "dept": "cgj",
                     *       "has_password": false,
                     *       "id": "20261123000042",
                     *       "locked_until": "2026-11-23T10:00:00+08:00",
                     *       "name": "张三",
                     *       "roles": [
                     *         "reporter"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeSessions: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The user name */
                id: components["schemas"]["UserName"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["RevocationRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "sessions": 1
                     *     }
                     */
                    "application/json": components["schemas"]["RevocationView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAdopted: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description In this district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /**
                 * @description By this department, by its code
                 * @example cgj
                 */
                department?: components["schemas"]["DeptCode"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "category": null,
                     *           "date": "2026-11-23",
                     *           "department": null,
                     *           "district": null,
                     *           "id": "20261123000042",
                     *           "public": "…"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["AdoptedPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    adoptedAtom: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>公告</title></feed> */
                    "application/atom+xml": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Whose acts */
                sub?: components["schemas"]["Sought"];
                /** @description One kind of act, as `reporter.reveal`; `GET /v1/words` lists them */
                act?: components["schemas"]["ActName"];
                /** @description What it was done to, as a ticket's number */
                object?: components["schemas"]["Sought"];
                /**
                 * @description For which request, as its answer's `X-Request-Id` said
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                request?: string;
                /** @description Not earlier than this */
                from?: string;
                /** @description Earlier than this */
                to?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "act": "ticket.assign",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "changes": [],
                     *           "detail": "…",
                     *           "erased": false,
                     *           "hash": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
                     *           "object": "…",
                     *           "request": null,
                     *           "role": "…",
                     *           "seq": 1,
                     *           "sub": "zhang.san"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    verifyAudit: {
        parameters: {
            query?: {
                /** @description `next` of the walk before */
                after?: number;
                /** @description An earlier end of the log, never without its hash … */
                head_seq?: number;
                /** @description … and the hash that it had, never without `head_seq` */
                head_hash?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "broken_at": 1,
                     *       "detail": "…",
                     *       "head": {
                     *         "hash": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
                     *         "seq": 1
                     *       },
                     *       "intact": false,
                     *       "next": 1,
                     *       "rows": 1,
                     *       "what": "altered"
                     *     }
                     */
                    "application/json": components["schemas"]["AuditVerdict"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    logInCitizen: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456",
                 *       "phone": "13812341234"
                 *     }
                 */
                "application/json": components["schemas"]["CitizenRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJIUzI1NiJ9.e30.x",
                     *       "expires_in": 1,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["CitizenToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    sendCode: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13812341234"
                 *     }
                 */
                "application/json": components["schemas"]["CodeRequest"];
            };
        };
        responses: {
            /** @description Under way */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "expires_in": 1,
                     *       "message": "…"
                     *     }
                     */
                    "application/json": components["schemas"]["CodeSent"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    enrolFactor: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery",
                 *       "username": "zhang.san"
                 *     }
                 */
                "application/json": components["schemas"]["FactorRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "JBSWY3DPEHPK3PXP",
                     *       "uri": "otpauth://totp/12345:zhang.san"
                     *     }
                     */
                    "application/json": components["schemas"]["FactorView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    confirmFactor: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456",
                 *       "password": "correct horse battery",
                 *       "username": "zhang.san"
                 *     }
                 */
                "application/json": components["schemas"]["FactorConfirmation"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         "…"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456",
                 *       "password": "correct horse battery",
                 *       "username": "zhang.san"
                 *     }
                 */
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJIUzI1NiJ9.e30.x",
                     *       "expires_in": 1,
                     *       "refresh_expires_in": 1,
                     *       "refresh_token": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Done; there is nothing more to say */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    whoAmI: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dept": "cgj",
                     *       "expires_at": "2026-11-23T10:00:00+08:00",
                     *       "roles": [
                     *         "reporter"
                     *       ],
                     *       "scopes": [
                     *         "tickets:write"
                     *       ],
                     *       "sid": "…",
                     *       "sub": "zhang.san"
                     *     }
                     */
                    "application/json": components["schemas"]["WhoAmI"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "new": "staple correct horse",
                 *       "old": "correct horse battery"
                 *     }
                 */
                "application/json": components["schemas"]["PasswordRequest"];
            };
        };
        responses: {
            /** @description Done; there is nothing more to say */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJIUzI1NiJ9.e30.x",
                     *       "expires_in": 1,
                     *       "refresh_expires_in": 1,
                     *       "refresh_token": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["Tokens"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    logInWeChat: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "0e3Vqz000aBcDe1xyz"
                 *     }
                 */
                "application/json": components["schemas"]["WeChatRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJIUzI1NiJ9.e30.x",
                     *       "expires_in": 1,
                     *       "token_type": "Bearer"
                     *     }
                     */
                    "application/json": components["schemas"]["CitizenToken"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    lookUpCaller: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13812341234"
                 *     }
                 */
                "application/json": components["schemas"]["CallerRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "category": null,
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "id": "20261123000042",
                     *           "state": "pending",
                     *           "subject": "路灯不亮"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["CallerTickets"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    recordCalls: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "calls": [
                 *         {
                 *           "answered_at": "2026-11-23T10:00:08+08:00",
                 *           "ended_at": "2026-11-23T10:03:20+08:00",
                 *           "id": "call-20261123-0001",
                 *           "offered_at": "2026-11-23T10:00:00+08:00"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CallsRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "calls": [
                     *         {
                     *           "agent": null,
                     *           "answered_at": null,
                     *           "ended_at": null,
                     *           "id": "张三",
                     *           "offered_at": "2026-11-23T10:00:00+08:00",
                     *           "queue": null,
                     *           "ticket": null,
                     *           "waited_seconds": null
                     *         }
                     *       ],
                     *       "new": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Calls"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readCatalogue: {
        parameters: {
            query?: {
                /** @description An earlier version, by its number; by default the one in force */
                version?: number;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rules": [
                     *         {
                     *           "assists": [],
                     *           "category": "城乡建设",
                     *           "district": null,
                     *           "finish": null,
                     *           "lead": "cgj",
                     *           "subcategory": null
                     *         }
                     *       ],
                     *       "version": 1,
                     *       "warnings": [
                     *         {
                     *           "code": "cgj",
                     *           "detail": "…",
                     *           "pointer": "…"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CatalogueView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceCatalogue: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rules": [
                 *         {
                 *           "category": "城乡建设",
                 *           "lead": "cgj"
                 *         },
                 *         {
                 *           "category": "交通运输",
                 *           "finish": {
                 *             "working_days": 3
                 *           },
                 *           "lead": "jtj"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CatalogueRequestChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "rules": [
                     *         {
                     *           "assists": [],
                     *           "category": "城乡建设",
                     *           "district": null,
                     *           "finish": null,
                     *           "lead": "cgj",
                     *           "subcategory": null
                     *         }
                     *       ],
                     *       "version": 1,
                     *       "warnings": [
                     *         {
                     *           "code": "cgj",
                     *           "detail": "…",
                     *           "pointer": "…"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["CatalogueView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    tryCatalogue: {
        parameters: {
            query: {
                /**
                 * @description What the demand says
                 * @example 小区路灯坏了三天了
                 */
                text: components["schemas"]["Content"];
                /**
                 * @description The district that it gives
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "assists": [
                     *         {
                     *           "code": "cgj",
                     *           "name": "张三"
                     *         }
                     *       ],
                     *       "category": "城乡建设",
                     *       "classification": {
                     *         "address": "岳麓区",
                     *         "category": "城乡建设",
                     *         "confidence": 1,
                     *         "confirmed": false,
                     *         "district": "岳麓区",
                     *         "evidence": [
                     *           "…"
                     *         ],
                     *         "kind": "consultation",
                     *         "kind_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "kind_keyword": "…",
                     *         "model": "9c1d5f20a4b3e871",
                     *         "named": false,
                     *         "needs_review": false,
                     *         "path": [
                     *           "…"
                     *         ],
                     *         "second": "城乡建设",
                     *         "urgency": "normal",
                     *         "urgency_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "urgency_keyword": "…"
                     *       },
                     *       "conflicts": [
                     *         {
                     *           "code": "needs_review",
                     *           "detail": "…"
                     *         }
                     *       ],
                     *       "department": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "dispatched": false,
                     *       "finish": {
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "limit": {
                     *           "hours": 1
                     *         },
                     *         "settings": {
                     *           "hours": 1
                     *         },
                     *         "source": "catalogue"
                     *       },
                     *       "kind": "consultation",
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "rules": [
                     *         {
                     *           "detail": "…",
                     *           "fate": "decides",
                     *           "pointer": "…",
                     *           "rule": {
                     *             "assists": [],
                     *             "category": "城乡建设",
                     *             "district": null,
                     *             "lead": "cgj"
                     *           }
                     *         }
                     *       ],
                     *       "subcategory": "安全生产",
                     *       "urgency": "normal",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["CatalogueTrial"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    classifyText: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "小区路灯坏了三天了，晚上出行不安全"
                 *     }
                 */
                "application/json": components["schemas"]["ClassifyRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "address": "岳麓区",
                     *       "category": "城乡建设",
                     *       "classification": {
                     *         "address": "岳麓区",
                     *         "category": "城乡建设",
                     *         "confidence": 1,
                     *         "confirmed": false,
                     *         "district": "岳麓区",
                     *         "evidence": [
                     *           "…"
                     *         ],
                     *         "kind": "consultation",
                     *         "kind_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "kind_keyword": "…",
                     *         "model": "9c1d5f20a4b3e871",
                     *         "named": false,
                     *         "needs_review": false,
                     *         "path": [
                     *           "…"
                     *         ],
                     *         "second": "城乡建设",
                     *         "urgency": "normal",
                     *         "urgency_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "urgency_keyword": "…"
                     *       },
                     *       "confidence": 1,
                     *       "confirmed": false,
                     *       "department": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "district": "岳麓区",
                     *       "evidence": [
                     *         "…"
                     *       ],
                     *       "kind": "consultation",
                     *       "kind_judged": {
                     *         "confidence": 1,
                     *         "needs_review": false,
                     *         "second": "consultation"
                     *       },
                     *       "kind_keyword": "…",
                     *       "model": "9c1d5f20a4b3e871",
                     *       "named": false,
                     *       "needs_review": false,
                     *       "path": [
                     *         "…"
                     *       ],
                     *       "second": "城乡建设",
                     *       "urgency": "normal",
                     *       "urgency_judged": {
                     *         "confidence": 1,
                     *         "needs_review": false,
                     *         "second": "normal"
                     *       },
                     *       "urgency_keyword": "…"
                     *     }
                     */
                    "application/json": components["schemas"]["Classified"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deliver: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["TickRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "dead": 1,
                     *       "delivered": 1,
                     *       "failed": 1,
                     *       "fanned_out": 1,
                     *       "more": false
                     *     }
                     */
                    "application/json": components["schemas"]["Delivered"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDepartments: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "code": "cgj",
                     *           "name": "张三",
                     *           "name_en": null,
                     *           "phone": null,
                     *           "retired": false,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["DepartmentPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    addDepartment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "cgj",
                 *       "name": "城市管理局",
                 *       "name_en": "Urban management",
                 *       "phone": "0731-12345678"
                 *     }
                 */
                "application/json": components["schemas"]["DepartmentRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "cgj",
                     *       "name": "张三",
                     *       "name_en": "Urban management",
                     *       "open_tickets": [
                     *         "20261123000042"
                     *       ],
                     *       "phone": "138****1234",
                     *       "retired": false,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["DepartmentView"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "cgj",
                     *       "name": "张三",
                     *       "name_en": "Urban management",
                     *       "open_tickets": [
                     *         "20261123000042"
                     *       ],
                     *       "phone": "138****1234",
                     *       "retired": false,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["DepartmentView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description An event's id or the last `next`; `latest` for the end; by default from the oldest that is kept
                 * @example 1234-1795766400
                 */
                after?: "latest" | string;
                /**
                 * @description Types of events, any of these, with commas between or repeated
                 * @example [
                 *       "cn.minsheng.ticket.closed.v1"
                 *     ]
                 */
                types?: components["schemas"]["EventType"][];
                /** @description Of one ticket */
                ticket?: components["schemas"]["TicketId"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "data": {
                     *             "action": "submit",
                     *             "by": "reporter",
                     *             "category": null,
                     *             "department": null,
                     *             "due_at": null,
                     *             "kind": "consultation",
                     *             "state": "pending",
                     *             "state_before": null,
                     *             "ticket": "20261123000042",
                     *             "urgency": "normal",
                     *             "version": 1
                     *           },
                     *           "datacontenttype": "…",
                     *           "id": "20261123000042",
                     *           "sequence": "…",
                     *           "source": "…",
                     *           "specversion": "…",
                     *           "subject": "路灯不亮",
                     *           "time": "2026-11-23T10:00:00+08:00",
                     *           "type": "cn.minsheng.ticket.submitted.v1"
                     *         }
                     *       ],
                     *       "more": false,
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            410: components["responses"]["Gone"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listEventBatch: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /**
                 * @description An event's id or the last `next`; `latest` for the end; by default from the oldest that is kept
                 * @example 1234-1795766400
                 */
                after?: "latest" | string;
                /**
                 * @description Types of events, any of these, with commas between or repeated
                 * @example [
                 *       "cn.minsheng.ticket.closed.v1"
                 *     ]
                 */
                types?: components["schemas"]["EventType"][];
                /** @description Of one ticket */
                ticket?: components["schemas"]["TicketId"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "data": {
                     *           "action": "submit",
                     *           "by": "reporter",
                     *           "category": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "kind": "consultation",
                     *           "state": "pending",
                     *           "state_before": null,
                     *           "ticket": "20261123000042",
                     *           "urgency": "normal",
                     *           "version": 1
                     *         },
                     *         "datacontenttype": "…",
                     *         "id": "20261123000042",
                     *         "sequence": "…",
                     *         "source": "…",
                     *         "specversion": "…",
                     *         "subject": "路灯不亮",
                     *         "time": "2026-11-23T10:00:00+08:00",
                     *         "type": "cn.minsheng.ticket.submitted.v1"
                     *       }
                     *     ]
                     */
                    "application/cloudevents-batch+json": components["schemas"]["CloudEvent"][];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            410: components["responses"]["Gone"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readEvent: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The event's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": {
                     *         "action": "submit",
                     *         "by": "reporter",
                     *         "category": null,
                     *         "department": null,
                     *         "due_at": null,
                     *         "kind": "consultation",
                     *         "state": "pending",
                     *         "state_before": null,
                     *         "ticket": "20261123000042",
                     *         "urgency": "normal",
                     *         "version": 1
                     *       },
                     *       "datacontenttype": "…",
                     *       "id": "20261123000042",
                     *       "sequence": "…",
                     *       "source": "…",
                     *       "specversion": "…",
                     *       "subject": "路灯不亮",
                     *       "time": "2026-11-23T10:00:00+08:00",
                     *       "type": "cn.minsheng.ticket.submitted.v1"
                     *     }
                     */
                    "application/cloudevents+json": components["schemas"]["CloudEvent"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    importTickets: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dry_run": true,
                 *       "source": "crm2019",
                 *       "tickets": [
                 *         {
                 *           "answer": "路灯已修复。",
                 *           "closed_at": "2023-05-06T10:00:00+08:00",
                 *           "content": "麓山南路的路灯坏了三天",
                 *           "created_at": "2023-05-04T09:12:00+08:00",
                 *           "department": "cgj",
                 *           "external_ref": "GD2023-0001",
                 *           "satisfaction": "satisfied",
                 *           "state": "closed"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ImportRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "errors": [],
                     *           "id": null,
                     *           "outcome": "new"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Imported"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    removeDemonstration: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The demonstration, as `source` called it: its name begins with `demo-` */
                id: components["schemas"]["DeptCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kept": 1,
                     *       "removed": 1
                     *     }
                     */
                    "application/json": components["schemas"]["DemonstrationRemoved"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listIncidents: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "acknowledged": false,
                     *           "callouts": [],
                     *           "category": null,
                     *           "districts": [],
                     *           "id": "20261123000042",
                     *           "notices": [],
                     *           "open": false,
                     *           "opened_at": "2026-11-23T10:00:00+08:00",
                     *           "tickets": []
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Incidents"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    tellOfIncident: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The incident's number, which is that of its first report */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "麓山南路正在抢修，请绕行。",
                 *       "title": "燃气抢修"
                 *     }
                 */
                "application/json": components["schemas"]["IncidentNoticeRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "body": "…",
                     *       "category": "utilities",
                     *       "category_name": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "ends_at": "2026-11-23T10:00:00+08:00",
                     *       "expires_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "pinned": false,
                     *       "place": "岳麓区",
                     *       "publish_at": "2026-11-23T10:00:00+08:00",
                     *       "starts_at": "2026-11-23T10:00:00+08:00",
                     *       "state": "scheduled",
                     *       "survey": "…",
                     *       "title": "路灯不亮",
                     *       "updated_at": "2026-11-23T10:00:00+08:00"
                     *     }
                     */
                    "application/json": components["schemas"]["NoticeView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "created_by": "…",
                     *           "expires_at": null,
                     *           "id": "20261123000042",
                     *           "last_used_on": null,
                     *           "name": "张三",
                     *           "revoked_at": null,
                     *           "scopes": []
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    addKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "城市大脑",
                 *       "scopes": [
                 *         "tickets:write",
                 *         "tickets:read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["KeyRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "created_by": "…",
                     *       "expires_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "key": "msk_0123456789abcdef_…",
                     *       "last_used_on": "2026-11-23",
                     *       "name": "张三",
                     *       "revoked_at": "2026-11-23T10:00:00+08:00",
                     *       "scopes": [
                     *         "tickets:write"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The key's id, which stands in the key behind `msk_` */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "created_by": "…",
                     *       "expires_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "last_used_on": "2026-11-23",
                     *       "name": "张三",
                     *       "revoked_at": "2026-11-23T10:00:00+08:00",
                     *       "scopes": [
                     *         "tickets:write"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listKnowledge: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /**
                 * @description Words to look for
                 * @example 路灯
                 */
                q?: string;
                /** @description `policy`, `law`, `guide` or `answer` */
                kind?: components["schemas"]["KnowledgeKind"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description One department, by its code
                 * @example cgj
                 */
                department?: components["schemas"]["DeptCode"];
                /**
                 * @description For this district, or for the whole city
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description Publishers and administrators: `all` */
                state?: components["schemas"]["Listed"];
                /** @description Publishers, administrators and, of their department's, handlers: `true`: whose time to be looked at has come */
                due_for_review?: boolean;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "category": null,
                     *           "department": null,
                     *           "has_draft": false,
                     *           "highlight": null,
                     *           "id": "20261123000042",
                     *           "kind": "policy",
                     *           "review_at": null,
                     *           "state": "draft",
                     *           "title": "路灯不亮",
                     *           "updated_at": "2026-11-23T10:00:00+08:00",
                     *           "valid_to": null
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["KnowledgePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    addKnowledge: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "到居住地派出所办理，5 个工作日领证。",
                 *       "category": "政法",
                 *       "kind": "guide",
                 *       "title": "居住证办理指南"
                 *     }
                 */
                "application/json": components["schemas"]["KnowledgeRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "body": "路灯已修复，感谢您的反映。",
                     *       "category": "城乡建设",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "department": "cgj",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "draft": {
                     *         "body": "路灯已修复，感谢您的反映。",
                     *         "category": "城乡建设",
                     *         "department": "cgj",
                     *         "districts": [
                     *           "岳麓区"
                     *         ],
                     *         "kind": "policy",
                     *         "review_at": "2026-11-23T10:00:00+08:00",
                     *         "source": "路灯不亮",
                     *         "source_url": "https://example.org/1.jpg",
                     *         "standing": "draft",
                     *         "subcategory": "安全生产",
                     *         "title": "路灯不亮",
                     *         "valid_from": "2026-11-23T10:00:00+08:00",
                     *         "valid_to": "2026-11-23T10:00:00+08:00"
                     *       },
                     *       "helpful": 1,
                     *       "id": "20261123000042",
                     *       "kind": "policy",
                     *       "review_at": "2026-11-23T10:00:00+08:00",
                     *       "source": "路灯不亮",
                     *       "source_url": "https://example.org/1.jpg",
                     *       "standing": "draft",
                     *       "state": "draft",
                     *       "subcategory": "安全生产",
                     *       "title": "路灯不亮",
                     *       "unhelpful": 1,
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "valid_from": "2026-11-23T10:00:00+08:00",
                     *       "valid_to": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["KnowledgeView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    checkReply: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "question": "路灯什么时候修好？",
                 *       "reply": "路灯已于今天下午修复。"
                 *     }
                 */
                "application/json": components["schemas"]["CheckRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "actions": [
                     *         "…"
                     *       ],
                     *       "contacts": [
                     *         "…"
                     *       ],
                     *       "dates": [
                     *         "…"
                     *       ],
                     *       "hints": [
                     *         {
                     *           "code": "off_topic",
                     *           "label": "…",
                     *           "reason": "…",
                     *           "words": []
                     *         }
                     *       ],
                     *       "overlap": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ReplyCheck"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    suggestKnowledge: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "小区路灯坏了三天了，晚上出行不安全"
                 *     }
                 */
                "application/json": components["schemas"]["SuggestRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "excerpt": "…",
                     *           "id": "20261123000042",
                     *           "kind": "policy",
                     *           "score": 1,
                     *           "title": "路灯不亮"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Suggestions"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readKnowledge: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The entry's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "body": "路灯已修复，感谢您的反映。",
                     *       "category": "城乡建设",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "department": "cgj",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "draft": {
                     *         "body": "路灯已修复，感谢您的反映。",
                     *         "category": "城乡建设",
                     *         "department": "cgj",
                     *         "districts": [
                     *           "岳麓区"
                     *         ],
                     *         "kind": "policy",
                     *         "review_at": "2026-11-23T10:00:00+08:00",
                     *         "source": "路灯不亮",
                     *         "source_url": "https://example.org/1.jpg",
                     *         "standing": "draft",
                     *         "subcategory": "安全生产",
                     *         "title": "路灯不亮",
                     *         "valid_from": "2026-11-23T10:00:00+08:00",
                     *         "valid_to": "2026-11-23T10:00:00+08:00"
                     *       },
                     *       "helpful": 1,
                     *       "id": "20261123000042",
                     *       "kind": "policy",
                     *       "review_at": "2026-11-23T10:00:00+08:00",
                     *       "source": "路灯不亮",
                     *       "source_url": "https://example.org/1.jpg",
                     *       "standing": "draft",
                     *       "state": "draft",
                     *       "subcategory": "安全生产",
                     *       "title": "路灯不亮",
                     *       "unhelpful": 1,
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "valid_from": "2026-11-23T10:00:00+08:00",
                     *       "valid_to": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["KnowledgeView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceKnowledge: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The entry's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "到居住地派出所或在网上办理，3 个工作日领证。"
                 *     }
                 */
                "application/json": components["schemas"]["KnowledgeRequestChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "body": "路灯已修复，感谢您的反映。",
                     *       "category": "城乡建设",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "department": "cgj",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "draft": {
                     *         "body": "路灯已修复，感谢您的反映。",
                     *         "category": "城乡建设",
                     *         "department": "cgj",
                     *         "districts": [
                     *           "岳麓区"
                     *         ],
                     *         "kind": "policy",
                     *         "review_at": "2026-11-23T10:00:00+08:00",
                     *         "source": "路灯不亮",
                     *         "source_url": "https://example.org/1.jpg",
                     *         "standing": "draft",
                     *         "subcategory": "安全生产",
                     *         "title": "路灯不亮",
                     *         "valid_from": "2026-11-23T10:00:00+08:00",
                     *         "valid_to": "2026-11-23T10:00:00+08:00"
                     *       },
                     *       "helpful": 1,
                     *       "id": "20261123000042",
                     *       "kind": "policy",
                     *       "review_at": "2026-11-23T10:00:00+08:00",
                     *       "source": "路灯不亮",
                     *       "source_url": "https://example.org/1.jpg",
                     *       "standing": "draft",
                     *       "state": "draft",
                     *       "subcategory": "安全生产",
                     *       "title": "路灯不亮",
                     *       "unhelpful": 1,
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "valid_from": "2026-11-23T10:00:00+08:00",
                     *       "valid_to": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["KnowledgeView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    withdrawKnowledge: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The entry's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "body": "路灯已修复，感谢您的反映。",
                     *       "category": "城乡建设",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "department": "cgj",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "draft": {
                     *         "body": "路灯已修复，感谢您的反映。",
                     *         "category": "城乡建设",
                     *         "department": "cgj",
                     *         "districts": [
                     *           "岳麓区"
                     *         ],
                     *         "kind": "policy",
                     *         "review_at": "2026-11-23T10:00:00+08:00",
                     *         "source": "路灯不亮",
                     *         "source_url": "https://example.org/1.jpg",
                     *         "standing": "draft",
                     *         "subcategory": "安全生产",
                     *         "title": "路灯不亮",
                     *         "valid_from": "2026-11-23T10:00:00+08:00",
                     *         "valid_to": "2026-11-23T10:00:00+08:00"
                     *       },
                     *       "helpful": 1,
                     *       "id": "20261123000042",
                     *       "kind": "policy",
                     *       "review_at": "2026-11-23T10:00:00+08:00",
                     *       "source": "路灯不亮",
                     *       "source_url": "https://example.org/1.jpg",
                     *       "standing": "draft",
                     *       "state": "draft",
                     *       "subcategory": "安全生产",
                     *       "title": "路灯不亮",
                     *       "unhelpful": 1,
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "valid_from": "2026-11-23T10:00:00+08:00",
                     *       "valid_to": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["KnowledgeView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    judgeKnowledge: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The entry's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "helpful": true
                 *     }
                 */
                "application/json": components["schemas"]["HelpfulRequest"];
            };
        };
        responses: {
            /** @description Done; there is nothing more to say */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listKnowledgeVersions: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The entry's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "body": "路灯已修复，感谢您的反映。",
                     *           "by": "…",
                     *           "category": null,
                     *           "department": null,
                     *           "districts": [],
                     *           "kind": "policy",
                     *           "review_at": null,
                     *           "source": null,
                     *           "source_url": null,
                     *           "standing": "draft",
                     *           "subcategory": null,
                     *           "title": "路灯不亮",
                     *           "valid_from": "2026-11-23T10:00:00+08:00",
                     *           "valid_to": null,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["KnowledgeVersions"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    previewMessage: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "language": "zh",
                 *       "occasion": "answered",
                 *       "text": "【{hotline}】工单 {number} 已答复。{link}"
                 *     }
                 */
                "application/json": components["schemas"]["PreviewRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "characters": 1,
                     *       "parts": 1,
                     *       "text": "…"
                     *     }
                     */
                    "application/json": components["schemas"]["MessagePreview"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    takeReplies: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "replies": [
                 *         {
                 *           "phone": "13900000002",
                 *           "text": "1"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RepliesRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "acknowledged": [
                     *         {
                     *           "acknowledged_at": "2026-11-23T10:00:00+08:00",
                     *           "acknowledged_by": "…",
                     *           "ticket": "20261123000042"
                     *         }
                     *       ],
                     *       "ignored": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Replies"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    reportMessages: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reports": [
                 *         {
                 *           "id": "20261123000042-77",
                 *           "status": "delivered"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ReportsRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "taken": 1,
                     *       "unknown": [
                     *         "…"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Reports"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWeChatTemplates: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "occasion": "received",
                     *           "template_id": "zkVBAjZl1F0Lq2mXoTtH8yRrN5cWpEu6dGbS9iKhQaM"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["WeChatTemplates"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listModels: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "history": [
                     *         {
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "by": "…",
                     *           "model": null,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "items": [
                     *         {
                     *           "active": false,
                     *           "built_in": false,
                     *           "bytes": 1,
                     *           "categories": [],
                     *           "id": "9c1d5f20a4b3e871",
                     *           "stored": false,
                     *           "uploaded_at": null,
                     *           "uploaded_by": null
                     *         }
                     *       ],
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Models"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    uploadModel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": false,
                     *       "built_in": false,
                     *       "bytes": 1,
                     *       "categories": [
                     *         "城乡建设"
                     *       ],
                     *       "id": "9c1d5f20a4b3e871",
                     *       "stored": false,
                     *       "uploaded_at": "2026-11-23T10:00:00+08:00",
                     *       "uploaded_by": "…"
                     *     }
                     */
                    "application/json": components["schemas"]["Model"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rollBackModel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "新模型在交通类上不如旧模型"
                 *     }
                 */
                "application/json": components["schemas"]["ActivationRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "history": [
                     *         {
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "by": "…",
                     *           "model": null,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "items": [
                     *         {
                     *           "active": false,
                     *           "built_in": false,
                     *           "bytes": 1,
                     *           "categories": [],
                     *           "id": "9c1d5f20a4b3e871",
                     *           "stored": false,
                     *           "uploaded_at": null,
                     *           "uploaded_by": null
                     *         }
                     *       ],
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Models"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSettled: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Only tickets that came in before this day, 2027-01-01 */
                until?: components["schemas"]["Day"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "kind": "consultation",
                     *           "label": "城乡建设",
                     *           "subcategory": null,
                     *           "text": "…",
                     *           "urgency": "normal"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["SettledPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    activateModel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The model's id */
                id: components["schemas"]["ModelId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "试用三周，准确率更高"
                 *     }
                 */
                "application/json": components["schemas"]["ActivationRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "history": [
                     *         {
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "by": "…",
                     *           "model": null,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "items": [
                     *         {
                     *           "active": false,
                     *           "built_in": false,
                     *           "bytes": 1,
                     *           "categories": [],
                     *           "id": "9c1d5f20a4b3e871",
                     *           "stored": false,
                     *           "uploaded_at": null,
                     *           "uploaded_by": null
                     *         }
                     *       ],
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Models"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    tryModel: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The model's id */
                id: components["schemas"]["ModelId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "since": "2026-10-01",
                 *       "tickets": 200
                 *     }
                 */
                "application/json": components["schemas"]["TrialRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": {
                     *         "by_category": [
                     *           {
                     *             "category": "城乡建设",
                     *             "right": 1,
                     *             "said": 1,
                     *             "tickets": 1
                     *           }
                     *         ],
                     *         "macro_f1": 1,
                     *         "model": "9c1d5f20a4b3e871",
                     *         "right": 1,
                     *         "sure": 1,
                     *         "sure_and_right": 1
                     *       },
                     *       "tickets": 1,
                     *       "tried": {
                     *         "by_category": [
                     *           {
                     *             "category": "城乡建设",
                     *             "right": 1,
                     *             "said": 1,
                     *             "tickets": 1
                     *           }
                     *         ],
                     *         "macro_f1": 1,
                     *         "model": "9c1d5f20a4b3e871",
                     *         "right": 1,
                     *         "sure": 1,
                     *         "sure_and_right": 1
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Trial"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readMyData: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "later_words": [],
                     *           "own_words": null,
                     *           "reporter": {
                     *             "anonymous": false,
                     *             "confidential": false,
                     *             "reply_wanted": false
                     *           },
                     *           "ticket": {
                     *             "against": null,
                     *             "allowed_actions": [],
                     *             "answer": null,
                     *             "assists": [],
                     *             "attachments": [],
                     *             "catalogue_version": null,
                     *             "category": null,
                     *             "channel": "phone",
                     *             "classification": null,
                     *             "closed_at": null,
                     *             "content": "…",
                     *             "created_at": "2026-11-23T10:00:00+08:00",
                     *             "deadline": {
                     *               "calendar": "…",
                     *               "contact_due_at": null,
                     *               "contacted_at": null,
                     *               "due_at": null,
                     *               "overdue": false,
                     *               "sign_due_at": null,
                     *               "signed_at": null,
                     *               "stopped": false,
                     *               "working_time": null
                     *             },
                     *             "disputed": false,
                     *             "erased_at": null,
                     *             "excluded": null,
                     *             "extension": null,
                     *             "external_ref": null,
                     *             "id": "20261123000042",
                     *             "kind": "consultation",
                     *             "lead": null,
                     *             "location": null,
                     *             "needs_review": null,
                     *             "parent": null,
                     *             "parent_progress": [],
                     *             "rating": null,
                     *             "repeat_of": null,
                     *             "reporter": null,
                     *             "responsible": null,
                     *             "rework_count": 1,
                     *             "state": "pending",
                     *             "state_label": "…",
                     *             "subcategory": null,
                     *             "subject": null,
                     *             "supervision_level": 1,
                     *             "timeline": [],
                     *             "updated_at": "2026-11-23T10:00:00+08:00",
                     *             "urgency": "normal",
                     *             "version": 1
                     *           }
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["OwnData"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    eraseMyData: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "erased": [
                     *         "20261123000042"
                     *       ],
                     *       "kept": [
                     *         {
                     *           "id": "20261123000042",
                     *           "state": "pending"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listMyTickets: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "answered": false,
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "due_at": null,
                     *           "id": "20261123000042",
                     *           "rating_wanted": false,
                     *           "state": "pending",
                     *           "state_label": "…",
                     *           "subject": "路灯不亮"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["MyTicketPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listNotices: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description One of the city's categories, `notice_categories` of the settings */
                category?: components["schemas"]["NoticeCategory"];
                /**
                 * @description For this district, or for the whole city
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description Publishers: `all` */
                state?: components["schemas"]["Listed"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "body": "…",
                     *           "category": "utilities",
                     *           "category_name": "…",
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "districts": [],
                     *           "ends_at": null,
                     *           "expires_at": null,
                     *           "id": "20261123000042",
                     *           "pinned": false,
                     *           "place": null,
                     *           "publish_at": "2026-11-23T10:00:00+08:00",
                     *           "starts_at": null,
                     *           "state": "scheduled",
                     *           "survey": null,
                     *           "title": "路灯不亮",
                     *           "updated_at": "2026-11-23T10:00:00+08:00"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["NoticePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    publishNotice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "麓山南路 **11 月 25 日** 9:00–17:00 停水。",
                 *       "pinned": true,
                 *       "title": "停水通知"
                 *     }
                 */
                "application/json": components["schemas"]["NoticeRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "body": "…",
                     *       "category": "utilities",
                     *       "category_name": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "ends_at": "2026-11-23T10:00:00+08:00",
                     *       "expires_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "pinned": false,
                     *       "place": "岳麓区",
                     *       "publish_at": "2026-11-23T10:00:00+08:00",
                     *       "starts_at": "2026-11-23T10:00:00+08:00",
                     *       "state": "scheduled",
                     *       "survey": "…",
                     *       "title": "路灯不亮",
                     *       "updated_at": "2026-11-23T10:00:00+08:00"
                     *     }
                     */
                    "application/json": components["schemas"]["NoticeView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    noticesAtom: {
        parameters: {
            query?: {
                /** @description One of the city's categories, `notice_categories` of the settings */
                category?: components["schemas"]["NoticeCategory"];
                /**
                 * @description For this district, or for the whole city
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>公告</title></feed> */
                    "application/atom+xml": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    noticesCalendar: {
        parameters: {
            query?: {
                /** @description One of the city's categories, `notice_categories` of the settings */
                category?: components["schemas"]["NoticeCategory"];
                /**
                 * @description For this district, or for the whole city
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example BEGIN:VCALENDAR
                     *     VERSION:2.0
                     *     PRODID:-//Minsheng//EN
                     *     END:VCALENDAR
                     */
                    "text/calendar": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    noticesJson: {
        parameters: {
            query?: {
                /** @description One of the city's categories, `notice_categories` of the settings */
                category?: components["schemas"]["NoticeCategory"];
                /**
                 * @description For this district, or for the whole city
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [],
                     *       "title": "公告",
                     *       "version": "https://jsonfeed.org/version/1.1"
                     *     }
                     */
                    "application/feed+json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readNotice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The notice's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "body": "…",
                     *       "category": "utilities",
                     *       "category_name": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "ends_at": "2026-11-23T10:00:00+08:00",
                     *       "expires_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "pinned": false,
                     *       "place": "岳麓区",
                     *       "publish_at": "2026-11-23T10:00:00+08:00",
                     *       "starts_at": "2026-11-23T10:00:00+08:00",
                     *       "state": "scheduled",
                     *       "survey": "…",
                     *       "title": "路灯不亮",
                     *       "updated_at": "2026-11-23T10:00:00+08:00"
                     *     }
                     */
                    "application/json": components["schemas"]["NoticeView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceNotice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The notice's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "body": "停水时间改为 **11 月 26 日** 9:00–17:00。"
                 *     }
                 */
                "application/json": components["schemas"]["NoticeRequestChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "body": "…",
                     *       "category": "utilities",
                     *       "category_name": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "ends_at": "2026-11-23T10:00:00+08:00",
                     *       "expires_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "pinned": false,
                     *       "place": "岳麓区",
                     *       "publish_at": "2026-11-23T10:00:00+08:00",
                     *       "starts_at": "2026-11-23T10:00:00+08:00",
                     *       "state": "scheduled",
                     *       "survey": "…",
                     *       "title": "路灯不亮",
                     *       "updated_at": "2026-11-23T10:00:00+08:00"
                     *     }
                     */
                    "application/json": components["schemas"]["NoticeView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    withdrawNotice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The notice's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "body": "…",
                     *       "category": "utilities",
                     *       "category_name": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "ends_at": "2026-11-23T10:00:00+08:00",
                     *       "expires_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "pinned": false,
                     *       "place": "岳麓区",
                     *       "publish_at": "2026-11-23T10:00:00+08:00",
                     *       "starts_at": "2026-11-23T10:00:00+08:00",
                     *       "state": "scheduled",
                     *       "survey": "…",
                     *       "title": "路灯不亮",
                     *       "updated_at": "2026-11-23T10:00:00+08:00"
                     *     }
                     */
                    "application/json": components["schemas"]["NoticeView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    notify: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["TickRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "called": 1,
                     *       "callouts": 1,
                     *       "dropped": 1,
                     *       "failed": 1,
                     *       "lost": 1,
                     *       "made": 1,
                     *       "more": false,
                     *       "sent": 1,
                     *       "silent": 1,
                     *       "waiting": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Notified"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readOncall: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "by_reply": false,
                     *       "lists": [
                     *         {
                     *           "department": null,
                     *           "district": null,
                     *           "steps": []
                     *         }
                     *       ],
                     *       "minutes": 1,
                     *       "supervisors": [
                     *         {
                     *           "name": "张三",
                     *           "phone": "138****1234"
                     *         }
                     *       ],
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["OnCallView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceOncall: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "lists": [
                 *         {
                 *           "department": "jtj",
                 *           "steps": [
                 *             {
                 *               "people": [
                 *                 {
                 *                   "name": "王五",
                 *                   "phone": "13900000002"
                 *                 }
                 *               ]
                 *             }
                 *           ]
                 *         }
                 *       ],
                 *       "minutes": 5,
                 *       "supervisors": [
                 *         {
                 *           "name": "赵六",
                 *           "phone": "13900000003"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["OnCallChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "by_reply": false,
                     *       "lists": [
                     *         {
                     *           "department": null,
                     *           "district": null,
                     *           "steps": []
                     *         }
                     *       ],
                     *       "minutes": 1,
                     *       "supervisors": [
                     *         {
                     *           "name": "张三",
                     *           "phone": "138****1234"
                     *         }
                     *       ],
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["OnCallView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    openAcknowledgement: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <!DOCTYPE html><html lang="en"><title>Minsheng</title></html> */
                    "text/html": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    acknowledge: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "7.0.0.2d711642b726b04401627ca9"
                 *     }
                 */
                "application/json": components["schemas"]["AcknowledgeRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "acknowledged_at": "2026-11-23T10:00:00+08:00",
                     *       "acknowledged_by": "…",
                     *       "ticket": "20261123000042"
                     *     }
                     */
                    "application/json": components["schemas"]["Acknowledgement"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what is there already, or several, or `*`: 304 where that is what there is
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "info": {
                     *         "title": "Minsheng",
                     *         "version": "0.1.0"
                     *       },
                     *       "openapi": "3.1.0",
                     *       "paths": {}
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What `If-None-Match` names is what there is */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readQrCode: {
        parameters: {
            query?: {
                /** @description One kind of demand */
                kind?: components["schemas"]["Kind"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description A district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /**
                 * @description An address
                 * @example 麓山南路932号
                 */
                address?: components["schemas"]["Place"];
                /** @description The channel by which demands then come in */
                channel?: components["schemas"]["Channel"];
                /** @description The number of a survey, and then nothing else */
                survey?: number;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 45 45"></svg> */
                    "image/svg+xml": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    checkReady: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing more to say */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readSettings: {
        parameters: {
            query?: {
                /** @description An earlier version, by its number; by default the one in force */
                version?: number;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "anonymous": {
                     *         "classifications_by_client": 1,
                     *         "classifications_in_all": 1,
                     *         "code_guesses_by_client": 1,
                     *         "code_guesses_in_all": 1,
                     *         "submissions_by_client": 1,
                     *         "submissions_in_all": 1,
                     *         "uploads_by_client": 1
                     *       },
                     *       "archive_days": 1,
                     *       "attachments": {
                     *         "anonymous_mb_a_day": 1,
                     *         "file_mb": 1,
                     *         "files": 1,
                     *         "ticket_mb": 1,
                     *         "types": [
                     *           "image/jpeg"
                     *         ]
                     *       },
                     *       "close_unrated_days": 1,
                     *       "deadlines": [
                     *         {
                     *           "kind": null,
                     *           "limit": {
                     *             "hours": 1
                     *           },
                     *           "urgency": "normal"
                     *         }
                     *       ],
                     *       "event_days": 7,
                     *       "extension": {
                     *         "hours": 1
                     *       },
                     *       "extensions": 1,
                     *       "first_contact": {
                     *         "hours": 1
                     *       },
                     *       "holidays": [
                     *         {
                     *           "off": [],
                     *           "source": "张三",
                     *           "worked": [],
                     *           "year": 1970
                     *         }
                     *       ],
                     *       "hotspots": {
                     *         "days": 7,
                     *         "growth_percent": 110,
                     *         "reporters": 2
                     *       },
                     *       "messages": {
                     *         "not_told": [
                     *           "received"
                     *         ],
                     *         "per_day": 1,
                     *         "quiet_from": "09:00",
                     *         "quiet_to": "09:00",
                     *         "silent_days": 1,
                     *         "sms_by_default": false,
                     *         "texts": [
                     *           {
                     *             "en": "…",
                     *             "occasion": "received",
                     *             "zh": "…"
                     *           }
                     *         ],
                     *         "wechat": [
                     *           {
                     *             "fields": [],
                     *             "occasion": "received",
                     *             "template_id": "zkVBAjZl1F0Lq2mXoTtH8yRrN5cWpEu6dGbS9iKhQaM"
                     *           }
                     *         ],
                     *         "working_days_only": false
                     *       },
                     *       "notice_categories": [
                     *         {
                     *           "id": "utilities",
                     *           "name": "张三",
                     *           "name_en": "张三"
                     *         }
                     *       ],
                     *       "open311": {
                     *         "attributes": [
                     *           {
                     *             "code": "not_government",
                     *             "datatype": "text",
                     *             "question": "张三",
                     *             "required": false
                     *           }
                     *         ],
                     *         "texts": "own"
                     *       },
                     *       "reason_codes": [
                     *         {
                     *           "id": "not_government",
                     *           "name": "张三",
                     *           "name_en": "张三"
                     *         }
                     *       ],
                     *       "remind_percent": 1,
                     *       "reopen_days": 1,
                     *       "repeat_days": 1,
                     *       "retention": {
                     *         "call_days": 1,
                     *         "cold_days": 400,
                     *         "personal_data_days": 1
                     *       },
                     *       "return_window": {
                     *         "hours": 1
                     *       },
                     *       "second_factor": [
                     *         "reporter"
                     *       ],
                     *       "sign": {
                     *         "hours": 1
                     *       },
                     *       "supplements_per_day": 1,
                     *       "thanks": {
                     *         "points": 1,
                     *         "points_per_year": 1
                     *       },
                     *       "urges_per_day": 1,
                     *       "version": 1,
                     *       "warnings": [
                     *         {
                     *           "code": "cgj",
                     *           "detail": "…",
                     *           "pointer": "…"
                     *         }
                     *       ],
                     *       "working_hours": [
                     *         {
                     *           "from": "09:00",
                     *           "to": "09:00"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceSettings: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "archive_days": 30
                 *     }
                 */
                "application/json": components["schemas"]["SettingsChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "anonymous": {
                     *         "classifications_by_client": 1,
                     *         "classifications_in_all": 1,
                     *         "code_guesses_by_client": 1,
                     *         "code_guesses_in_all": 1,
                     *         "submissions_by_client": 1,
                     *         "submissions_in_all": 1,
                     *         "uploads_by_client": 1
                     *       },
                     *       "archive_days": 1,
                     *       "attachments": {
                     *         "anonymous_mb_a_day": 1,
                     *         "file_mb": 1,
                     *         "files": 1,
                     *         "ticket_mb": 1,
                     *         "types": [
                     *           "image/jpeg"
                     *         ]
                     *       },
                     *       "close_unrated_days": 1,
                     *       "deadlines": [
                     *         {
                     *           "kind": null,
                     *           "limit": {
                     *             "hours": 1
                     *           },
                     *           "urgency": "normal"
                     *         }
                     *       ],
                     *       "event_days": 7,
                     *       "extension": {
                     *         "hours": 1
                     *       },
                     *       "extensions": 1,
                     *       "first_contact": {
                     *         "hours": 1
                     *       },
                     *       "holidays": [
                     *         {
                     *           "off": [],
                     *           "source": "张三",
                     *           "worked": [],
                     *           "year": 1970
                     *         }
                     *       ],
                     *       "hotspots": {
                     *         "days": 7,
                     *         "growth_percent": 110,
                     *         "reporters": 2
                     *       },
                     *       "messages": {
                     *         "not_told": [
                     *           "received"
                     *         ],
                     *         "per_day": 1,
                     *         "quiet_from": "09:00",
                     *         "quiet_to": "09:00",
                     *         "silent_days": 1,
                     *         "sms_by_default": false,
                     *         "texts": [
                     *           {
                     *             "en": "…",
                     *             "occasion": "received",
                     *             "zh": "…"
                     *           }
                     *         ],
                     *         "wechat": [
                     *           {
                     *             "fields": [],
                     *             "occasion": "received",
                     *             "template_id": "zkVBAjZl1F0Lq2mXoTtH8yRrN5cWpEu6dGbS9iKhQaM"
                     *           }
                     *         ],
                     *         "working_days_only": false
                     *       },
                     *       "notice_categories": [
                     *         {
                     *           "id": "utilities",
                     *           "name": "张三",
                     *           "name_en": "张三"
                     *         }
                     *       ],
                     *       "open311": {
                     *         "attributes": [
                     *           {
                     *             "code": "not_government",
                     *             "datatype": "text",
                     *             "question": "张三",
                     *             "required": false
                     *           }
                     *         ],
                     *         "texts": "own"
                     *       },
                     *       "reason_codes": [
                     *         {
                     *           "id": "not_government",
                     *           "name": "张三",
                     *           "name_en": "张三"
                     *         }
                     *       ],
                     *       "remind_percent": 1,
                     *       "reopen_days": 1,
                     *       "repeat_days": 1,
                     *       "retention": {
                     *         "call_days": 1,
                     *         "cold_days": 400,
                     *         "personal_data_days": 1
                     *       },
                     *       "return_window": {
                     *         "hours": 1
                     *       },
                     *       "second_factor": [
                     *         "reporter"
                     *       ],
                     *       "sign": {
                     *         "hours": 1
                     *       },
                     *       "supplements_per_day": 1,
                     *       "thanks": {
                     *         "points": 1,
                     *         "points_per_year": 1
                     *       },
                     *       "urges_per_day": 1,
                     *       "version": 1,
                     *       "warnings": [
                     *         {
                     *           "code": "cgj",
                     *           "detail": "…",
                     *           "pointer": "…"
                     *         }
                     *       ],
                     *       "working_hours": [
                     *         {
                     *           "from": "09:00",
                     *           "to": "09:00"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SettingsView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    findSimilar: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "小区路灯坏了三天了，晚上出行不安全"
                 *     }
                 */
                "application/json": components["schemas"]["SimilarRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "id": "20261123000042",
                     *           "score": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SimilarNumbers"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readHotspots: {
        parameters: {
            query?: {
                /** @description Those to which something was added on this day or later; by default 30 days before `to` */
                from?: components["schemas"]["Day"];
                /** @description The last day, included; by default today. Not before `from`, and ten years after it at most */
                to?: components["schemas"]["Day"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description One district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /**
                 * @description How many, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before */
                compare?: components["schemas"]["Comparison"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "category": "城乡建设",
                     *       "compared": {
                     *         "from": "2026-11-23",
                     *         "to": "2026-11-23",
                     *         "with": "previous"
                     *       },
                     *       "complete": false,
                     *       "district": "岳麓区",
                     *       "from": "2026-11-23",
                     *       "items": [
                     *         {
                     *           "alert": null,
                     *           "alerted_at": null,
                     *           "before": 1,
                     *           "category": null,
                     *           "districts": [],
                     *           "during": null,
                     *           "earlier": null,
                     *           "first_at": "2026-11-23T10:00:00+08:00",
                     *           "growth": 1,
                     *           "heat": 1,
                     *           "id": null,
                     *           "last_at": "2026-11-23T10:00:00+08:00",
                     *           "recent": 1,
                     *           "reporters": 1,
                     *           "size": 1,
                     *           "tickets": [],
                     *           "words": []
                     *         }
                     *       ],
                     *       "to": "2026-11-23"
                     *     }
                     */
                    "application/json": components["schemas"]["Hotspots"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readHotspotsCsv: {
        parameters: {
            query?: {
                /** @description Those to which something was added on this day or later; by default 30 days before `to` */
                from?: components["schemas"]["Day"];
                /** @description The last day, included; by default today. Not before `from`, and ten years after it at most */
                to?: components["schemas"]["Day"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description One district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before */
                compare?: components["schemas"]["Comparison"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole list, a row for each, with a header */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example from,to,group,received
                     *     2026-11-01,2026-11-23,城乡建设,42
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readKpi: {
        parameters: {
            query?: {
                /** @description The first day, 2026-01-01; by default the first of the month of `to` */
                from?: components["schemas"]["Day"];
                /** @description The last day, included; by default today. Not before `from`, and ten years after it at most */
                to?: components["schemas"]["Day"];
                /** @description `department`, `category`, `district`, `channel` or `none` */
                by?: components["schemas"]["GroupBy"];
                /**
                 * @description One department; a handler sees their own only
                 * @example cgj
                 */
                department?: components["schemas"]["DeptCode"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description One district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description One channel */
                channel?: components["schemas"]["Channel"];
                /** @description Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before */
                compare?: components["schemas"]["Comparison"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "before": {
                     *         "counts": {
                     *           "answered": null,
                     *           "basically_satisfied": null,
                     *           "calls_answered": null,
                     *           "calls_answered_in_15s": null,
                     *           "calls_offered": null,
                     *           "calls_waited_seconds": null,
                     *           "closed": null,
                     *           "contacted_on_time": null,
                     *           "declined": null,
                     *           "dispatched": null,
                     *           "dissatisfied": null,
                     *           "due": null,
                     *           "excluded": null,
                     *           "extended": null,
                     *           "finished_on_time": null,
                     *           "rated": null,
                     *           "received": null,
                     *           "repeats": null,
                     *           "resolved": null,
                     *           "returned": null,
                     *           "reworked": null,
                     *           "satisfied": null,
                     *           "signed_on_time": null,
                     *           "suggestions_judged": null,
                     *           "suggestions_right": null,
                     *           "supervised": null,
                     *           "to_contact": null,
                     *           "to_sign": null
                     *         },
                     *         "rates": {
                     *           "classification_accuracy": null,
                     *           "connect_in_15s_rate": null,
                     *           "connect_rate": null,
                     *           "dispatch_accuracy": null,
                     *           "extension_rate": null,
                     *           "finish_on_time_rate": null,
                     *           "mean_wait": null,
                     *           "repeat_rate": null,
                     *           "resolution_rate": null,
                     *           "response_rate": null,
                     *           "return_rate": null,
                     *           "rework_rate": null,
                     *           "satisfaction_rate": null,
                     *           "sign_on_time_rate": null
                     *         },
                     *         "times": {
                     *           "finishing": {
                     *             "count": 1,
                     *             "estimated": false,
                     *             "p50": null,
                     *             "p90": null,
                     *             "p95": null
                     *           },
                     *           "first_contact": {
                     *             "count": 1,
                     *             "estimated": false,
                     *             "p50": null,
                     *             "p90": null,
                     *             "p95": null
                     *           }
                     *         }
                     *       },
                     *       "by": "department",
                     *       "compared": {
                     *         "from": "2026-11-23",
                     *         "to": "2026-11-23",
                     *         "with": "previous"
                     *       },
                     *       "complete": false,
                     *       "definitions": {
                     *         "counts": {
                     *           "answered": "…",
                     *           "basically_satisfied": "…",
                     *           "calls_answered": "…",
                     *           "calls_answered_in_15s": "…",
                     *           "calls_offered": "…",
                     *           "calls_waited_seconds": "…",
                     *           "closed": "…",
                     *           "contacted_on_time": "…",
                     *           "declined": "…",
                     *           "dispatched": "…",
                     *           "dissatisfied": "…",
                     *           "due": "…",
                     *           "excluded": "…",
                     *           "extended": "…",
                     *           "finished_on_time": "…",
                     *           "rated": "…",
                     *           "received": "…",
                     *           "repeats": "…",
                     *           "resolved": "…",
                     *           "returned": "…",
                     *           "reworked": "…",
                     *           "satisfied": "…",
                     *           "signed_on_time": "…",
                     *           "suggestions_judged": "…",
                     *           "suggestions_right": "…",
                     *           "supervised": "…",
                     *           "to_contact": "…",
                     *           "to_sign": "…"
                     *         },
                     *         "period": "…",
                     *         "rates": {
                     *           "classification_accuracy": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "connect_in_15s_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "connect_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "dispatch_accuracy": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "extension_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "finish_on_time_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "mean_wait": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "repeat_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "resolution_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "response_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "return_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "rework_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "satisfaction_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           },
                     *           "sign_on_time_rate": {
                     *             "formula": "…",
                     *             "label": "…",
                     *             "source": null,
                     *             "target": null,
                     *             "words": "…"
                     *           }
                     *         },
                     *         "times": {
                     *           "finishing": "…",
                     *           "first_contact": "…"
                     *         }
                     *       },
                     *       "filter": {
                     *         "category": "城乡建设",
                     *         "channel": "phone",
                     *         "department": "cgj",
                     *         "district": "岳麓区"
                     *       },
                     *       "from": "2026-11-23",
                     *       "groups": [
                     *         {
                     *           "before": null,
                     *           "counts": {},
                     *           "key": null,
                     *           "label": "…",
                     *           "rates": {},
                     *           "times": {}
                     *         }
                     *       ],
                     *       "omitted": 1,
                     *       "to": "2026-11-23",
                     *       "total": {
                     *         "counts": {
                     *           "answered": null,
                     *           "basically_satisfied": null,
                     *           "calls_answered": null,
                     *           "calls_answered_in_15s": null,
                     *           "calls_offered": null,
                     *           "calls_waited_seconds": null,
                     *           "closed": null,
                     *           "contacted_on_time": null,
                     *           "declined": null,
                     *           "dispatched": null,
                     *           "dissatisfied": null,
                     *           "due": null,
                     *           "excluded": null,
                     *           "extended": null,
                     *           "finished_on_time": null,
                     *           "rated": null,
                     *           "received": null,
                     *           "repeats": null,
                     *           "resolved": null,
                     *           "returned": null,
                     *           "reworked": null,
                     *           "satisfied": null,
                     *           "signed_on_time": null,
                     *           "suggestions_judged": null,
                     *           "suggestions_right": null,
                     *           "supervised": null,
                     *           "to_contact": null,
                     *           "to_sign": null
                     *         },
                     *         "rates": {
                     *           "classification_accuracy": null,
                     *           "connect_in_15s_rate": null,
                     *           "connect_rate": null,
                     *           "dispatch_accuracy": null,
                     *           "extension_rate": null,
                     *           "finish_on_time_rate": null,
                     *           "mean_wait": null,
                     *           "repeat_rate": null,
                     *           "resolution_rate": null,
                     *           "response_rate": null,
                     *           "return_rate": null,
                     *           "rework_rate": null,
                     *           "satisfaction_rate": null,
                     *           "sign_on_time_rate": null
                     *         },
                     *         "times": {
                     *           "finishing": {
                     *             "count": 1,
                     *             "estimated": false,
                     *             "p50": null,
                     *             "p90": null,
                     *             "p95": null
                     *           },
                     *           "first_contact": {
                     *             "count": 1,
                     *             "estimated": false,
                     *             "p50": null,
                     *             "p90": null,
                     *             "p95": null
                     *           }
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Kpi"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readKpiCsv: {
        parameters: {
            query?: {
                /** @description The first day, 2026-01-01; by default the first of the month of `to` */
                from?: components["schemas"]["Day"];
                /** @description The last day, included; by default today. Not before `from`, and ten years after it at most */
                to?: components["schemas"]["Day"];
                /** @description `department`, `category`, `district`, `channel` or `none` */
                by?: components["schemas"]["GroupBy"];
                /**
                 * @description One department; a handler sees their own only
                 * @example cgj
                 */
                department?: components["schemas"]["DeptCode"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description One district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description One channel */
                channel?: components["schemas"]["Channel"];
                /** @description Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before */
                compare?: components["schemas"]["Comparison"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole list, a row for each, with a header */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example from,to,group,received
                     *     2026-11-01,2026-11-23,城乡建设,42
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readPublicFigures: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "complete": false,
                     *       "months": [
                     *         {
                     *           "counts": {},
                     *           "end": "2026-11-23",
                     *           "rates": {},
                     *           "start": "2026-11-23"
                     *         }
                     *       ],
                     *       "times": {
                     *         "finishing": {
                     *           "p50": null,
                     *           "p90": null
                     *         },
                     *         "first_contact": {
                     *           "p50": null,
                     *           "p90": null
                     *         }
                     *       },
                     *       "total": {
                     *         "counts": {
                     *           "answered": null,
                     *           "basically_satisfied": null,
                     *           "calls_answered": null,
                     *           "calls_answered_in_15s": null,
                     *           "calls_offered": null,
                     *           "calls_waited_seconds": null,
                     *           "closed": null,
                     *           "contacted_on_time": null,
                     *           "declined": null,
                     *           "dispatched": null,
                     *           "dissatisfied": null,
                     *           "due": null,
                     *           "excluded": null,
                     *           "extended": null,
                     *           "finished_on_time": null,
                     *           "rated": null,
                     *           "received": null,
                     *           "repeats": null,
                     *           "resolved": null,
                     *           "returned": null,
                     *           "reworked": null,
                     *           "satisfied": null,
                     *           "signed_on_time": null,
                     *           "suggestions_judged": null,
                     *           "suggestions_right": null,
                     *           "supervised": null,
                     *           "to_contact": null,
                     *           "to_sign": null
                     *         },
                     *         "end": "2026-11-23",
                     *         "rates": {
                     *           "classification_accuracy": null,
                     *           "connect_in_15s_rate": null,
                     *           "connect_rate": null,
                     *           "dispatch_accuracy": null,
                     *           "extension_rate": null,
                     *           "finish_on_time_rate": null,
                     *           "mean_wait": null,
                     *           "repeat_rate": null,
                     *           "resolution_rate": null,
                     *           "response_rate": null,
                     *           "return_rate": null,
                     *           "rework_rate": null,
                     *           "satisfaction_rate": null,
                     *           "sign_on_time_rate": null
                     *         },
                     *         "start": "2026-11-23"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PublicFigures"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readTopics: {
        parameters: {
            query?: {
                /** @description The first day, 2026-01-01; by default twelve weeks up to `to` */
                from?: components["schemas"]["Day"];
                /** @description The last day, included; by default today. Not before `from`, and ten years after it at most */
                to?: components["schemas"]["Day"];
                /** @description `category` (default) or `district` */
                by?: components["schemas"]["TopicsBy"];
                /**
                 * @description One department; a handler sees their own only
                 * @example cgj
                 */
                department?: components["schemas"]["DeptCode"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description One district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description One channel */
                channel?: components["schemas"]["Channel"];
                /** @description Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before */
                compare?: components["schemas"]["Comparison"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "by": "department",
                     *       "compared": {
                     *         "from": "2026-11-23",
                     *         "to": "2026-11-23",
                     *         "with": "previous"
                     *       },
                     *       "complete": false,
                     *       "filter": {
                     *         "category": "城乡建设",
                     *         "channel": "phone",
                     *         "department": "cgj",
                     *         "district": "岳麓区"
                     *       },
                     *       "from": "2026-11-23",
                     *       "items": [
                     *         {
                     *           "before": null,
                     *           "direction": "rising",
                     *           "key": null,
                     *           "label": "…",
                     *           "points": [],
                     *           "ratio": 1,
                     *           "recent": 1,
                     *           "total": 1,
                     *           "usual": 1
                     *         }
                     *       ],
                     *       "omitted": 1,
                     *       "to": "2026-11-23"
                     *     }
                     */
                    "application/json": components["schemas"]["Topics"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readTopicsCsv: {
        parameters: {
            query?: {
                /** @description The first day, 2026-01-01; by default twelve weeks up to `to` */
                from?: components["schemas"]["Day"];
                /** @description The last day, included; by default today. Not before `from`, and ten years after it at most */
                to?: components["schemas"]["Day"];
                /** @description `category` (default) or `district` */
                by?: components["schemas"]["TopicsBy"];
                /**
                 * @description One department; a handler sees their own only
                 * @example cgj
                 */
                department?: components["schemas"]["DeptCode"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description One district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description One channel */
                channel?: components["schemas"]["Channel"];
                /** @description Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before */
                compare?: components["schemas"]["Comparison"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole list, a row for each, with a header */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example from,to,group,received
                     *     2026-11-01,2026-11-23,城乡建设,42
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readTrend: {
        parameters: {
            query?: {
                /** @description A counter or a rate, see `definitions` of the kpi; `received` by default */
                measure?: components["schemas"]["Measure"];
                /** @description `day` (default), `week` (from Monday) or `month`; 750 of them at most */
                step?: components["schemas"]["Step"];
                /** @description The first day, 2026-01-01; by default the first of the month of `to` */
                from?: components["schemas"]["Day"];
                /** @description The last day, included; by default today. Not before `from`, and ten years after it at most */
                to?: components["schemas"]["Day"];
                /** @description `department`, `category`, `district`, `channel` or `none` */
                by?: components["schemas"]["GroupBy"];
                /**
                 * @description One department; a handler sees their own only
                 * @example cgj
                 */
                department?: components["schemas"]["DeptCode"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description One district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description One channel */
                channel?: components["schemas"]["Channel"];
                /** @description Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before */
                compare?: components["schemas"]["Comparison"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "by": "department",
                     *       "compared": {
                     *         "from": "2026-11-23",
                     *         "to": "2026-11-23",
                     *         "with": "previous"
                     *       },
                     *       "complete": false,
                     *       "filter": {
                     *         "category": "城乡建设",
                     *         "channel": "phone",
                     *         "department": "cgj",
                     *         "district": "岳麓区"
                     *       },
                     *       "from": "2026-11-23",
                     *       "label": "…",
                     *       "measure": "received",
                     *       "omitted": 1,
                     *       "series": [
                     *         {
                     *           "before": null,
                     *           "key": null,
                     *           "label": "…",
                     *           "points": []
                     *         }
                     *       ],
                     *       "step": "day",
                     *       "to": "2026-11-23"
                     *     }
                     */
                    "application/json": components["schemas"]["Trend"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readTrendCsv: {
        parameters: {
            query?: {
                /** @description A counter or a rate, see `definitions` of the kpi; `received` by default */
                measure?: components["schemas"]["Measure"];
                /** @description `day` (default), `week` (from Monday) or `month`; 750 of them at most */
                step?: components["schemas"]["Step"];
                /** @description The first day, 2026-01-01; by default the first of the month of `to` */
                from?: components["schemas"]["Day"];
                /** @description The last day, included; by default today. Not before `from`, and ten years after it at most */
                to?: components["schemas"]["Day"];
                /** @description `department`, `category`, `district`, `channel` or `none` */
                by?: components["schemas"]["GroupBy"];
                /**
                 * @description One department; a handler sees their own only
                 * @example cgj
                 */
                department?: components["schemas"]["DeptCode"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /**
                 * @description One district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description One channel */
                channel?: components["schemas"]["Channel"];
                /** @description Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before */
                compare?: components["schemas"]["Comparison"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole list, a row for each, with a header */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example from,to,group,received
                     *     2026-11-01,2026-11-23,城乡建设,42
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSurveys: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description Publishers, supervisors and administrators: `all` */
                state?: components["schemas"]["Listed"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "ages": false,
                     *           "closes_at": "2026-11-23T10:00:00+08:00",
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "districts": [],
                     *           "draft": false,
                     *           "id": "20261123000042",
                     *           "intro": null,
                     *           "intro_en": null,
                     *           "opens_at": "2026-11-23T10:00:00+08:00",
                     *           "questions": [],
                     *           "respondents": "anybody",
                     *           "results": "public",
                     *           "results_shown": false,
                     *           "state": "draft",
                     *           "title": "路灯不亮",
                     *           "title_en": null,
                     *           "updated_at": "2026-11-23T10:00:00+08:00",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["SurveyPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    addSurvey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "closes_at": "2099-12-31T18:00:00+08:00",
                 *       "questions": [
                 *         {
                 *           "id": "often",
                 *           "kind": "one",
                 *           "options": [
                 *             {
                 *               "text": "每天"
                 *             },
                 *             {
                 *               "text": "很少"
                 *             }
                 *           ],
                 *           "text": "您多久坐一次？"
                 *         },
                 *         {
                 *           "id": "words",
                 *           "kind": "text",
                 *           "text": "还有什么建议？"
                 *         }
                 *       ],
                 *       "results": "public",
                 *       "title": "夜班公交"
                 *     }
                 */
                "application/json": components["schemas"]["SurveyRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ages": false,
                     *       "closes_at": "2026-11-23T10:00:00+08:00",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "draft": false,
                     *       "id": "20261123000042",
                     *       "intro": "路灯已修复，感谢您的反映。",
                     *       "intro_en": "路灯已修复，感谢您的反映。",
                     *       "opens_at": "2026-11-23T10:00:00+08:00",
                     *       "questions": [
                     *         {
                     *           "highest": null,
                     *           "id": "often",
                     *           "kind": "one",
                     *           "most": null,
                     *           "options": [],
                     *           "required": false,
                     *           "text": "路灯不亮",
                     *           "text_en": null
                     *         }
                     *       ],
                     *       "respondents": "anybody",
                     *       "results": "public",
                     *       "results_shown": false,
                     *       "state": "draft",
                     *       "title": "路灯不亮",
                     *       "title_en": "路灯不亮",
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["SurveyView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readSurvey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The survey's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ages": false,
                     *       "closes_at": "2026-11-23T10:00:00+08:00",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "draft": false,
                     *       "id": "20261123000042",
                     *       "intro": "路灯已修复，感谢您的反映。",
                     *       "intro_en": "路灯已修复，感谢您的反映。",
                     *       "opens_at": "2026-11-23T10:00:00+08:00",
                     *       "questions": [
                     *         {
                     *           "highest": null,
                     *           "id": "often",
                     *           "kind": "one",
                     *           "most": null,
                     *           "options": [],
                     *           "required": false,
                     *           "text": "路灯不亮",
                     *           "text_en": null
                     *         }
                     *       ],
                     *       "respondents": "anybody",
                     *       "results": "public",
                     *       "results_shown": false,
                     *       "state": "draft",
                     *       "title": "路灯不亮",
                     *       "title_en": "路灯不亮",
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["SurveyView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceSurvey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The survey's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "closes_at": "2099-12-24T18:00:00+08:00"
                 *     }
                 */
                "application/json": components["schemas"]["SurveyRequestChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ages": false,
                     *       "closes_at": "2026-11-23T10:00:00+08:00",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "draft": false,
                     *       "id": "20261123000042",
                     *       "intro": "路灯已修复，感谢您的反映。",
                     *       "intro_en": "路灯已修复，感谢您的反映。",
                     *       "opens_at": "2026-11-23T10:00:00+08:00",
                     *       "questions": [
                     *         {
                     *           "highest": null,
                     *           "id": "often",
                     *           "kind": "one",
                     *           "most": null,
                     *           "options": [],
                     *           "required": false,
                     *           "text": "路灯不亮",
                     *           "text_en": null
                     *         }
                     *       ],
                     *       "respondents": "anybody",
                     *       "results": "public",
                     *       "results_shown": false,
                     *       "state": "draft",
                     *       "title": "路灯不亮",
                     *       "title_en": "路灯不亮",
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["SurveyView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    withdrawSurvey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The survey's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ages": false,
                     *       "closes_at": "2026-11-23T10:00:00+08:00",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "districts": [
                     *         "岳麓区"
                     *       ],
                     *       "draft": false,
                     *       "id": "20261123000042",
                     *       "intro": "路灯已修复，感谢您的反映。",
                     *       "intro_en": "路灯已修复，感谢您的反映。",
                     *       "opens_at": "2026-11-23T10:00:00+08:00",
                     *       "questions": [
                     *         {
                     *           "highest": null,
                     *           "id": "often",
                     *           "kind": "one",
                     *           "most": null,
                     *           "options": [],
                     *           "required": false,
                     *           "text": "路灯不亮",
                     *           "text_en": null
                     *         }
                     *       ],
                     *       "respondents": "anybody",
                     *       "results": "public",
                     *       "results_shown": false,
                     *       "state": "draft",
                     *       "title": "路灯不亮",
                     *       "title_en": "路灯不亮",
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["SurveyView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSurveyTexts: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The survey's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "question": "often",
                     *           "text": "…"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["SurveyTextPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    answerSurvey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The survey's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "answers": [
                 *         {
                 *           "choices": [
                 *             1
                 *           ],
                 *           "question": "often"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["SurveyAnswer"];
            };
        };
        responses: {
            /** @description Done; there is nothing more to say */
            204: {
                headers: {
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readSurveyResults: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The survey's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "answered": 1,
                     *       "groups": [
                     *         {
                     *           "answered": null,
                     *           "by": "all",
                     *           "group": "…",
                     *           "label": "…",
                     *           "questions": []
                     *         }
                     *       ],
                     *       "method": "…",
                     *       "questions": [
                     *         {
                     *           "answered": null,
                     *           "choices": [],
                     *           "kind": "one",
                     *           "mean": null,
                     *           "question": "often",
                     *           "text": "…"
                     *         }
                     *       ],
                     *       "state": "draft",
                     *       "survey": "…"
                     *     }
                     */
                    "application/json": components["schemas"]["SurveyResults"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readSurveyResultsCsv: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The survey's number */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole list, a row for each, with a header */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example question,kind,text,place,option,count
                     *     often,one,您多久坐一次？,1,每天,42
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readTaxonomy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what is there already, or several, or `*`: 304 where that is what there is
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "categories": [
                     *         {
                     *           "en": "…",
                     *           "subcategories": [],
                     *           "zh": "…"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Taxonomy"];
                };
            };
            /** @description What `If-None-Match` names is what there is */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    runScheduled: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["TickRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alerts": 1,
                     *       "archived": 1,
                     *       "closed": 1,
                     *       "cold": 1,
                     *       "deleted": 1,
                     *       "erased": 1,
                     *       "more": false,
                     *       "notices": 1,
                     *       "reminded": 1,
                     *       "resealed": 1,
                     *       "skipped": 1,
                     *       "supervised": 1,
                     *       "triaged": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Ticked"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    tendAttachments: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["TickRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "emptied": 1,
                     *       "infected": 1,
                     *       "more": false,
                     *       "scanned": 1,
                     *       "swept": 1
                     *     }
                     */
                    "application/json": components["schemas"]["AttachmentsTended"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    indexTickets: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["TickRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "alerts": 1,
                     *       "archived": 1,
                     *       "closed": 1,
                     *       "cold": 1,
                     *       "deleted": 1,
                     *       "erased": 1,
                     *       "more": false,
                     *       "notices": 1,
                     *       "reminded": 1,
                     *       "resealed": 1,
                     *       "skipped": 1,
                     *       "supervised": 1,
                     *       "triaged": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Ticked"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTickets: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description One state, or `open` */
                state?: components["schemas"]["StateAsked"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /** @description One kind of demand */
                kind?: components["schemas"]["Kind"];
                /** @description One urgency */
                urgency?: components["schemas"]["Urgency"];
                /**
                 * @description Led by this department
                 * @example cgj
                 */
                lead?: components["schemas"]["DeptCode"];
                /** @description `true`: the classification wants a person */
                needs_review?: boolean;
                /** @description `true`: past its deadline */
                overdue?: boolean;
                /**
                 * @description What somebody owes, any of these, with commas between or repeated: `extension`, `return`, `dispute`, `review`, `placing`, `sign_late`, `contact_late`, `finish_late`
                 * @example [
                 *       "review",
                 *       "finish_late"
                 *     ]
                 */
                owes?: components["schemas"]["Owed"][];
                /** @description Open tickets under supervision of this level or a higher one, 1 to 3 */
                supervision?: number;
                /** @description Of so many citizens at least: its own, and those merged into it */
                reporters?: number;
                /**
                 * @description In this district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description Through this channel */
                channel?: components["schemas"]["Channel"];
                /**
                 * @description Came in on this day or later, 2026-11-23; or a moment, 2026-11-23T10:00:00+08:00
                 * @example 2026-11-23
                 */
                created_from?: string;
                /** @description … up to this day, included; or before this moment */
                created_until?: string;
                /**
                 * @description Its deadline likewise
                 * @example 2026-11-23
                 */
                due_from?: string;
                /** @description … and until when */
                due_until?: string;
                /**
                 * @description Ended likewise: closed, declined, merged or withdrawn
                 * @example 2026-11-23
                 */
                closed_from?: string;
                /** @description … and until when */
                closed_until?: string;
                /** @description What another system calls it; that system, agents and supervisors */
                external_ref?: components["schemas"]["ExternalRef"];
                /**
                 * @description Changed on this day or later, or from this moment on
                 * @example 2026-11-23
                 */
                updated_since?: string;
                /**
                 * @description Words in subject or content
                 * @example 路灯
                 */
                q?: string;
                /** @description `newest` (default), `oldest`, or the nearest first by deadline: `due`, `sign_due` (not signed yet), `contact_due` (nobody contacted yet); for the system that handed them in also `updated`, the oldest change first */
                sort?: components["schemas"]["Sort"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "category": null,
                     *           "channel": "phone",
                     *           "closed_at": null,
                     *           "contact_due_at": null,
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "district": null,
                     *           "due_at": null,
                     *           "external_ref": null,
                     *           "id": "20261123000042",
                     *           "kind": "consultation",
                     *           "lead": null,
                     *           "lead_name": null,
                     *           "needs_review": null,
                     *           "overdue": false,
                     *           "rating": null,
                     *           "rating_resolved": null,
                     *           "reopenings": 1,
                     *           "reporters": null,
                     *           "rework_count": 1,
                     *           "sign_due_at": null,
                     *           "state": "pending",
                     *           "subcategory": null,
                     *           "subject": "路灯不亮",
                     *           "supervision_level": 1,
                     *           "updated_at": "2026-11-23T10:00:00+08:00",
                     *           "urgency": "normal"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["TicketPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    submitTicket: {
        parameters: {
            query?: {
                /**
                 * @description `similar`, `answers` or both, with a comma between: what the receipt holds beside what became of the demand
                 * @example [
                 *       "similar",
                 *       "answers"
                 *     ]
                 */
                include?: components["schemas"]["Included"][];
            };
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "content": "小区路灯坏了三天了，晚上出行不安全",
                 *       "location": {
                 *         "address": "麓山南路932号",
                 *         "district": "岳麓区"
                 *       },
                 *       "reporter": {
                 *         "name": "李四",
                 *         "phone": "13812341234"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SubmitRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "answers": [
                     *         {
                     *           "id": "20261123000042",
                     *           "score": 1,
                     *           "title": "路灯不亮"
                     *         }
                     *       ],
                     *       "classification": {
                     *         "address": "岳麓区",
                     *         "category": "城乡建设",
                     *         "confidence": 1,
                     *         "confirmed": false,
                     *         "district": "岳麓区",
                     *         "evidence": [
                     *           "…"
                     *         ],
                     *         "kind": "consultation",
                     *         "kind_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "kind_keyword": "…",
                     *         "model": "9c1d5f20a4b3e871",
                     *         "named": false,
                     *         "needs_review": false,
                     *         "path": [
                     *           "…"
                     *         ],
                     *         "second": "城乡建设",
                     *         "urgency": "normal",
                     *         "urgency_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "urgency_keyword": "…"
                     *       },
                     *       "confidential": false,
                     *       "department": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "due_at": "2026-11-23T10:00:00+08:00",
                     *       "emergency": {
                     *         "advice": "…",
                     *         "call": [
                     *           "…"
                     *         ],
                     *         "danger": "fire"
                     *       },
                     *       "hints": [
                     *         {
                     *           "code": "cgj",
                     *           "detail": "…",
                     *           "pointer": "…"
                     *         }
                     *       ],
                     *       "id": "20261123000042",
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "message": "…",
                     *       "query_code": "7K2M-9QXD",
                     *       "similar": [
                     *         {
                     *           "id": "20261123000042",
                     *           "score": 1
                     *         }
                     *       ],
                     *       "state": "pending"
                     *     }
                     */
                    "application/json": components["schemas"]["Receipt"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listTicketsCsv: {
        parameters: {
            query?: {
                /** @description One state, or `open` */
                state?: components["schemas"]["StateAsked"];
                /** @description One category */
                category?: components["schemas"]["Category"];
                /** @description One kind of demand */
                kind?: components["schemas"]["Kind"];
                /** @description One urgency */
                urgency?: components["schemas"]["Urgency"];
                /**
                 * @description Led by this department
                 * @example cgj
                 */
                lead?: components["schemas"]["DeptCode"];
                /** @description `true`: the classification wants a person */
                needs_review?: boolean;
                /** @description `true`: past its deadline */
                overdue?: boolean;
                /**
                 * @description What somebody owes, any of these, with commas between or repeated: `extension`, `return`, `dispute`, `review`, `placing`, `sign_late`, `contact_late`, `finish_late`
                 * @example [
                 *       "review",
                 *       "finish_late"
                 *     ]
                 */
                owes?: components["schemas"]["Owed"][];
                /** @description Open tickets under supervision of this level or a higher one, 1 to 3 */
                supervision?: number;
                /** @description Of so many citizens at least: its own, and those merged into it */
                reporters?: number;
                /**
                 * @description In this district
                 * @example 岳麓区
                 */
                district?: components["schemas"]["Place"];
                /** @description Through this channel */
                channel?: components["schemas"]["Channel"];
                /**
                 * @description Came in on this day or later, 2026-11-23; or a moment, 2026-11-23T10:00:00+08:00
                 * @example 2026-11-23
                 */
                created_from?: string;
                /** @description … up to this day, included; or before this moment */
                created_until?: string;
                /**
                 * @description Its deadline likewise
                 * @example 2026-11-23
                 */
                due_from?: string;
                /** @description … and until when */
                due_until?: string;
                /**
                 * @description Ended likewise: closed, declined, merged or withdrawn
                 * @example 2026-11-23
                 */
                closed_from?: string;
                /** @description … and until when */
                closed_until?: string;
                /** @description What another system calls it; that system, agents and supervisors */
                external_ref?: components["schemas"]["ExternalRef"];
                /**
                 * @description Changed on this day or later, or from this moment on
                 * @example 2026-11-23
                 */
                updated_since?: string;
                /**
                 * @description Words in subject or content
                 * @example 路灯
                 */
                q?: string;
                /** @description `newest` (default), `oldest`, or the nearest first by deadline: `due`, `sign_due` (not signed yet), `contact_due` (nobody contacted yet); for the system that handed them in also `updated`, the oldest change first */
                sort?: components["schemas"]["Sort"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole list, a row for each, with a header */
            200: {
                headers: {
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example 工单号,状态,类型,紧急程度
                     *     20261123000042,assigned,complaint,normal
                     */
                    "text/csv": string;
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    countTickets: {
        parameters: {
            query?: {
                /**
                 * @description Of what this department leads
                 * @example cgj
                 */
                lead?: components["schemas"]["DeptCode"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "needs_review": 1,
                     *       "open": 1,
                     *       "owes": {
                     *         "contact_late": 1,
                     *         "dispute": 1,
                     *         "extension": 1,
                     *         "finish_late": 1,
                     *         "placing": 1,
                     *         "return": 1,
                     *         "review": 1,
                     *         "sign_late": 1
                     *       },
                     *       "states": {
                     *         "accepted": 1,
                     *         "archived": 1,
                     *         "assigned": 1,
                     *         "closed": 1,
                     *         "declined": 1,
                     *         "follow_up": 1,
                     *         "in_progress": 1,
                     *         "in_review": 1,
                     *         "info_needed": 1,
                     *         "merged": 1,
                     *         "pending": 1,
                     *         "return_review": 1,
                     *         "suspended": 1,
                     *         "withdrawn": 1
                     *       },
                     *       "supervision": [
                     *         1,
                     *         1,
                     *         1
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["QueueCounts"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "adopted": {
                     *         "at": "2026-11-23T10:00:00+08:00",
                     *         "points": 1,
                     *         "public": "…",
                     *         "thanks": "…"
                     *       },
                     *       "against": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "allowed_actions": [
                     *         "submit"
                     *       ],
                     *       "answer": "…",
                     *       "assists": [
                     *         {
                     *           "code": "cgj",
                     *           "name": "张三"
                     *         }
                     *       ],
                     *       "attachments": [
                     *         {
                     *           "by": null,
                     *           "created_at": null,
                     *           "id": null,
                     *           "internal": false,
                     *           "media_type": "…",
                     *           "name": "张三",
                     *           "size": null,
                     *           "url": "…"
                     *         }
                     *       ],
                     *       "catalogue_version": 1,
                     *       "category": "城乡建设",
                     *       "channel": "phone",
                     *       "children": [
                     *         {
                     *           "added": [],
                     *           "attachments": [],
                     *           "content": "…",
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "id": "20261123000042",
                     *           "state": "pending",
                     *           "subject": null
                     *         }
                     *       ],
                     *       "classification": {
                     *         "address": "岳麓区",
                     *         "category": "城乡建设",
                     *         "confidence": 1,
                     *         "confirmed": false,
                     *         "district": "岳麓区",
                     *         "evidence": [
                     *           "…"
                     *         ],
                     *         "kind": "consultation",
                     *         "kind_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "kind_keyword": "…",
                     *         "model": "9c1d5f20a4b3e871",
                     *         "named": false,
                     *         "needs_review": false,
                     *         "path": [
                     *           "…"
                     *         ],
                     *         "second": "城乡建设",
                     *         "urgency": "normal",
                     *         "urgency_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "urgency_keyword": "…"
                     *       },
                     *       "closed_at": "2026-11-23T10:00:00+08:00",
                     *       "content": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "deadline": {
                     *         "calendar": "…",
                     *         "contact_due_at": "2026-11-23T10:00:00+08:00",
                     *         "contacted_at": "2026-11-23T10:00:00+08:00",
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "overdue": false,
                     *         "sign_due_at": "2026-11-23T10:00:00+08:00",
                     *         "signed_at": "2026-11-23T10:00:00+08:00",
                     *         "stopped": false,
                     *         "working_time": {
                     *           "days": 1,
                     *           "minutes": 1
                     *         }
                     *       },
                     *       "disputed": false,
                     *       "emergency": {
                     *         "advice": "…",
                     *         "call": [
                     *           "…"
                     *         ],
                     *         "danger": "fire"
                     *       },
                     *       "erased_at": "2026-11-23T10:00:00+08:00",
                     *       "excluded": false,
                     *       "extension": {
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "reason": "…"
                     *       },
                     *       "external_ref": "…",
                     *       "id": "20261123000042",
                     *       "kind": "consultation",
                     *       "lead": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "needs_review": false,
                     *       "parent": "20261123000042",
                     *       "parent_progress": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "rating": {
                     *         "comment": "…",
                     *         "resolved": false,
                     *         "satisfaction": "satisfied"
                     *       },
                     *       "repeat_of": "20261123000042",
                     *       "reply_check": {
                     *         "actions": [
                     *           "…"
                     *         ],
                     *         "contacts": [
                     *           "…"
                     *         ],
                     *         "dates": [
                     *           "…"
                     *         ],
                     *         "hints": [
                     *           {
                     *             "code": "off_topic",
                     *             "label": "…",
                     *             "reason": "…",
                     *             "words": []
                     *           }
                     *         ],
                     *         "overlap": 1
                     *       },
                     *       "reporter": {
                     *         "address": "…",
                     *         "anonymous": false,
                     *         "confidential": false,
                     *         "email": "…",
                     *         "messages": "sms",
                     *         "name": "张三",
                     *         "phone": "138****1234",
                     *         "reply_wanted": false
                     *       },
                     *       "responsible": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "rework_count": 1,
                     *       "state": "pending",
                     *       "state_label": "…",
                     *       "subcategory": "安全生产",
                     *       "subject": "路灯不亮",
                     *       "supervision_level": 1,
                     *       "timeline": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "urgency": "normal",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    assignTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description `return=minimal`: 204 when it is done. Any other preference is passed over
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["Prefer"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "lead": "cgj",
                 *       "note": "请尽快到场"
                 *     }
                 */
                "application/json": components["schemas"]["AssignmentRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "adopted": {
                     *         "at": "2026-11-23T10:00:00+08:00",
                     *         "points": 1,
                     *         "public": "…",
                     *         "thanks": "…"
                     *       },
                     *       "against": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "allowed_actions": [
                     *         "submit"
                     *       ],
                     *       "answer": "…",
                     *       "assists": [
                     *         {
                     *           "code": "cgj",
                     *           "name": "张三"
                     *         }
                     *       ],
                     *       "attachments": [
                     *         {
                     *           "by": null,
                     *           "created_at": null,
                     *           "id": null,
                     *           "internal": false,
                     *           "media_type": "…",
                     *           "name": "张三",
                     *           "size": null,
                     *           "url": "…"
                     *         }
                     *       ],
                     *       "catalogue_version": 1,
                     *       "category": "城乡建设",
                     *       "channel": "phone",
                     *       "children": [
                     *         {
                     *           "added": [],
                     *           "attachments": [],
                     *           "content": "…",
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "id": "20261123000042",
                     *           "state": "pending",
                     *           "subject": null
                     *         }
                     *       ],
                     *       "classification": {
                     *         "address": "岳麓区",
                     *         "category": "城乡建设",
                     *         "confidence": 1,
                     *         "confirmed": false,
                     *         "district": "岳麓区",
                     *         "evidence": [
                     *           "…"
                     *         ],
                     *         "kind": "consultation",
                     *         "kind_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "kind_keyword": "…",
                     *         "model": "9c1d5f20a4b3e871",
                     *         "named": false,
                     *         "needs_review": false,
                     *         "path": [
                     *           "…"
                     *         ],
                     *         "second": "城乡建设",
                     *         "urgency": "normal",
                     *         "urgency_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "urgency_keyword": "…"
                     *       },
                     *       "closed_at": "2026-11-23T10:00:00+08:00",
                     *       "content": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "deadline": {
                     *         "calendar": "…",
                     *         "contact_due_at": "2026-11-23T10:00:00+08:00",
                     *         "contacted_at": "2026-11-23T10:00:00+08:00",
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "overdue": false,
                     *         "sign_due_at": "2026-11-23T10:00:00+08:00",
                     *         "signed_at": "2026-11-23T10:00:00+08:00",
                     *         "stopped": false,
                     *         "working_time": {
                     *           "days": 1,
                     *           "minutes": 1
                     *         }
                     *       },
                     *       "disputed": false,
                     *       "emergency": {
                     *         "advice": "…",
                     *         "call": [
                     *           "…"
                     *         ],
                     *         "danger": "fire"
                     *       },
                     *       "erased_at": "2026-11-23T10:00:00+08:00",
                     *       "excluded": false,
                     *       "extension": {
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "reason": "…"
                     *       },
                     *       "external_ref": "…",
                     *       "id": "20261123000042",
                     *       "kind": "consultation",
                     *       "lead": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "needs_review": false,
                     *       "parent": "20261123000042",
                     *       "parent_progress": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "rating": {
                     *         "comment": "…",
                     *         "resolved": false,
                     *         "satisfaction": "satisfied"
                     *       },
                     *       "repeat_of": "20261123000042",
                     *       "reply_check": {
                     *         "actions": [
                     *           "…"
                     *         ],
                     *         "contacts": [
                     *           "…"
                     *         ],
                     *         "dates": [
                     *           "…"
                     *         ],
                     *         "hints": [
                     *           {
                     *             "code": "off_topic",
                     *             "label": "…",
                     *             "reason": "…",
                     *             "words": []
                     *           }
                     *         ],
                     *         "overlap": 1
                     *       },
                     *       "reporter": {
                     *         "address": "…",
                     *         "anonymous": false,
                     *         "confidential": false,
                     *         "email": "…",
                     *         "messages": "sms",
                     *         "name": "张三",
                     *         "phone": "138****1234",
                     *         "reply_wanted": false
                     *       },
                     *       "responsible": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "rework_count": 1,
                     *       "state": "pending",
                     *       "state_label": "…",
                     *       "subcategory": "安全生产",
                     *       "subject": "路灯不亮",
                     *       "supervision_level": 1,
                     *       "timeline": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "urgency": "normal",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
            /** @description Done; as `Prefer: return=minimal` asked, nothing more is said */
            204: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listAttachments: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "by": "reporter",
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "id": "20261123000042",
                     *           "internal": false,
                     *           "media_type": "image/jpeg",
                     *           "name": "张三",
                     *           "received": 1,
                     *           "size": 1,
                     *           "state": "uploading",
                     *           "state_label": "…",
                     *           "ticket": "20261123000042",
                     *           "url": "…"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["AttachmentPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    addAttachment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "media_type": "image/jpeg",
                 *       "name": "路灯.jpg",
                 *       "size": 33
                 *     }
                 */
                "application/json": components["schemas"]["AttachmentRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    Location: components["headers"]["Location"];
                    "Upload-Offset": components["headers"]["Upload-Offset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "by": "reporter",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "internal": false,
                     *       "media_type": "image/jpeg",
                     *       "name": "张三",
                     *       "received": 1,
                     *       "size": 1,
                     *       "state": "uploading",
                     *       "state_label": "…",
                     *       "ticket": "20261123000042",
                     *       "url": "…"
                     *     }
                     */
                    "application/json": components["schemas"]["AttachmentView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readAttachment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what is there already, or several, or `*`: 304 where that is what there is
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /**
                 * @description `bytes=FIRST-LAST`: one part of it. What is no range, or several, is answered with all of it
                 * @example bytes=0-1023
                 */
                Range?: components["parameters"]["Range"];
                /**
                 * @description The `ETag` of the file that `Range` means a part of; another one is answered with all of it
                 * @example "7"
                 */
                "If-Range"?: components["parameters"]["If-Range"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
                /** @description The file's number */
                attachment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "Content-Security-Policy": components["headers"]["Content-Security-Policy"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example … */
                    "application/octet-stream": string;
                };
            };
            /** @description The part of it that `Range` names */
            206: {
                headers: {
                    "Accept-Ranges": components["headers"]["Accept-Ranges"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Content-Disposition": components["headers"]["Content-Disposition"];
                    "Content-Range": components["headers"]["Content-Range"];
                    "Content-Security-Policy": components["headers"]["Content-Security-Policy"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example … */
                    "application/octet-stream": string;
                };
            };
            /** @description What `If-None-Match` names is what there is */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            416: components["responses"]["RangeNotSatisfiable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    putAttachment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Which part of the file this is, `bytes FIRST-LAST/TOTAL`, from the first byte to the last; `bytes *\/TOTAL` and no body asks how far it has come. Without it the body is the whole file
                 * @example bytes 0-1048575/2000000
                 */
                "Content-Range"?: components["parameters"]["Content-Range"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
                /** @description The file's number */
                attachment: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example … */
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Upload-Offset": components["headers"]["Upload-Offset"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "by": "reporter",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "internal": false,
                     *       "media_type": "image/jpeg",
                     *       "name": "张三",
                     *       "received": 1,
                     *       "size": 1,
                     *       "state": "uploading",
                     *       "state_label": "…",
                     *       "ticket": "20261123000042",
                     *       "url": "…"
                     *     }
                     */
                    "application/json": components["schemas"]["AttachmentView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    removeAttachment: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
                /** @description The file's number */
                attachment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing more to say */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    classifyTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description `return=minimal`: 204 when it is done. Any other preference is passed over
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["Prefer"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "category": "城乡建设",
                 *       "note": "照明属市政设施"
                 *     }
                 */
                "application/json": components["schemas"]["ClassificationRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "adopted": {
                     *         "at": "2026-11-23T10:00:00+08:00",
                     *         "points": 1,
                     *         "public": "…",
                     *         "thanks": "…"
                     *       },
                     *       "against": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "allowed_actions": [
                     *         "submit"
                     *       ],
                     *       "answer": "…",
                     *       "assists": [
                     *         {
                     *           "code": "cgj",
                     *           "name": "张三"
                     *         }
                     *       ],
                     *       "attachments": [
                     *         {
                     *           "by": null,
                     *           "created_at": null,
                     *           "id": null,
                     *           "internal": false,
                     *           "media_type": "…",
                     *           "name": "张三",
                     *           "size": null,
                     *           "url": "…"
                     *         }
                     *       ],
                     *       "catalogue_version": 1,
                     *       "category": "城乡建设",
                     *       "channel": "phone",
                     *       "children": [
                     *         {
                     *           "added": [],
                     *           "attachments": [],
                     *           "content": "…",
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "id": "20261123000042",
                     *           "state": "pending",
                     *           "subject": null
                     *         }
                     *       ],
                     *       "classification": {
                     *         "address": "岳麓区",
                     *         "category": "城乡建设",
                     *         "confidence": 1,
                     *         "confirmed": false,
                     *         "district": "岳麓区",
                     *         "evidence": [
                     *           "…"
                     *         ],
                     *         "kind": "consultation",
                     *         "kind_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "kind_keyword": "…",
                     *         "model": "9c1d5f20a4b3e871",
                     *         "named": false,
                     *         "needs_review": false,
                     *         "path": [
                     *           "…"
                     *         ],
                     *         "second": "城乡建设",
                     *         "urgency": "normal",
                     *         "urgency_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "urgency_keyword": "…"
                     *       },
                     *       "closed_at": "2026-11-23T10:00:00+08:00",
                     *       "content": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "deadline": {
                     *         "calendar": "…",
                     *         "contact_due_at": "2026-11-23T10:00:00+08:00",
                     *         "contacted_at": "2026-11-23T10:00:00+08:00",
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "overdue": false,
                     *         "sign_due_at": "2026-11-23T10:00:00+08:00",
                     *         "signed_at": "2026-11-23T10:00:00+08:00",
                     *         "stopped": false,
                     *         "working_time": {
                     *           "days": 1,
                     *           "minutes": 1
                     *         }
                     *       },
                     *       "disputed": false,
                     *       "emergency": {
                     *         "advice": "…",
                     *         "call": [
                     *           "…"
                     *         ],
                     *         "danger": "fire"
                     *       },
                     *       "erased_at": "2026-11-23T10:00:00+08:00",
                     *       "excluded": false,
                     *       "extension": {
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "reason": "…"
                     *       },
                     *       "external_ref": "…",
                     *       "id": "20261123000042",
                     *       "kind": "consultation",
                     *       "lead": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "needs_review": false,
                     *       "parent": "20261123000042",
                     *       "parent_progress": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "rating": {
                     *         "comment": "…",
                     *         "resolved": false,
                     *         "satisfaction": "satisfied"
                     *       },
                     *       "repeat_of": "20261123000042",
                     *       "reply_check": {
                     *         "actions": [
                     *           "…"
                     *         ],
                     *         "contacts": [
                     *           "…"
                     *         ],
                     *         "dates": [
                     *           "…"
                     *         ],
                     *         "hints": [
                     *           {
                     *             "code": "off_topic",
                     *             "label": "…",
                     *             "reason": "…",
                     *             "words": []
                     *           }
                     *         ],
                     *         "overlap": 1
                     *       },
                     *       "reporter": {
                     *         "address": "…",
                     *         "anonymous": false,
                     *         "confidential": false,
                     *         "email": "…",
                     *         "messages": "sms",
                     *         "name": "张三",
                     *         "phone": "138****1234",
                     *         "reply_wanted": false
                     *       },
                     *       "responsible": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "rework_count": 1,
                     *       "state": "pending",
                     *       "state_label": "…",
                     *       "subcategory": "安全生产",
                     *       "subject": "路灯不亮",
                     *       "supervision_level": 1,
                     *       "timeline": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "urgency": "normal",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
            /** @description Done; as `Prefer: return=minimal` asked, nothing more is said */
            204: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    draftAnswer: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "请说明办理时限"
                 *     }
                 */
                "application/json": components["schemas"]["DraftRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "check": {
                     *         "actions": [
                     *           "…"
                     *         ],
                     *         "contacts": [
                     *           "…"
                     *         ],
                     *         "dates": [
                     *           "…"
                     *         ],
                     *         "hints": [
                     *           {
                     *             "code": "off_topic",
                     *             "label": "…",
                     *             "reason": "…",
                     *             "words": []
                     *           }
                     *         ],
                     *         "overlap": 1
                     *       },
                     *       "draft": false,
                     *       "entries": [
                     *         {
                     *           "id": "20261123000042",
                     *           "title": "路灯不亮",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "machine": false,
                     *       "message": "…",
                     *       "model": "…",
                     *       "text": "…"
                     *     }
                     */
                    "application/json": components["schemas"]["DraftView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "attempts": 1,
                     *           "because": null,
                     *           "channel": "sms",
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "ended_at": null,
                     *           "event": "…",
                     *           "next_at": null,
                     *           "occasion": "received",
                     *           "status": "pending"
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rateTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description `return=minimal`: 204 when it is done. Any other preference is passed over
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["Prefer"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "comment": "很快就修好了",
                 *       "resolved": true,
                 *       "satisfaction": "satisfied"
                 *     }
                 */
                "application/json": components["schemas"]["RatingRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "adopted": {
                     *         "at": "2026-11-23T10:00:00+08:00",
                     *         "points": 1,
                     *         "public": "…",
                     *         "thanks": "…"
                     *       },
                     *       "against": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "allowed_actions": [
                     *         "submit"
                     *       ],
                     *       "answer": "…",
                     *       "assists": [
                     *         {
                     *           "code": "cgj",
                     *           "name": "张三"
                     *         }
                     *       ],
                     *       "attachments": [
                     *         {
                     *           "by": null,
                     *           "created_at": null,
                     *           "id": null,
                     *           "internal": false,
                     *           "media_type": "…",
                     *           "name": "张三",
                     *           "size": null,
                     *           "url": "…"
                     *         }
                     *       ],
                     *       "catalogue_version": 1,
                     *       "category": "城乡建设",
                     *       "channel": "phone",
                     *       "children": [
                     *         {
                     *           "added": [],
                     *           "attachments": [],
                     *           "content": "…",
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "id": "20261123000042",
                     *           "state": "pending",
                     *           "subject": null
                     *         }
                     *       ],
                     *       "classification": {
                     *         "address": "岳麓区",
                     *         "category": "城乡建设",
                     *         "confidence": 1,
                     *         "confirmed": false,
                     *         "district": "岳麓区",
                     *         "evidence": [
                     *           "…"
                     *         ],
                     *         "kind": "consultation",
                     *         "kind_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "kind_keyword": "…",
                     *         "model": "9c1d5f20a4b3e871",
                     *         "named": false,
                     *         "needs_review": false,
                     *         "path": [
                     *           "…"
                     *         ],
                     *         "second": "城乡建设",
                     *         "urgency": "normal",
                     *         "urgency_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "urgency_keyword": "…"
                     *       },
                     *       "closed_at": "2026-11-23T10:00:00+08:00",
                     *       "content": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "deadline": {
                     *         "calendar": "…",
                     *         "contact_due_at": "2026-11-23T10:00:00+08:00",
                     *         "contacted_at": "2026-11-23T10:00:00+08:00",
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "overdue": false,
                     *         "sign_due_at": "2026-11-23T10:00:00+08:00",
                     *         "signed_at": "2026-11-23T10:00:00+08:00",
                     *         "stopped": false,
                     *         "working_time": {
                     *           "days": 1,
                     *           "minutes": 1
                     *         }
                     *       },
                     *       "disputed": false,
                     *       "emergency": {
                     *         "advice": "…",
                     *         "call": [
                     *           "…"
                     *         ],
                     *         "danger": "fire"
                     *       },
                     *       "erased_at": "2026-11-23T10:00:00+08:00",
                     *       "excluded": false,
                     *       "extension": {
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "reason": "…"
                     *       },
                     *       "external_ref": "…",
                     *       "id": "20261123000042",
                     *       "kind": "consultation",
                     *       "lead": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "needs_review": false,
                     *       "parent": "20261123000042",
                     *       "parent_progress": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "rating": {
                     *         "comment": "…",
                     *         "resolved": false,
                     *         "satisfaction": "satisfied"
                     *       },
                     *       "repeat_of": "20261123000042",
                     *       "reply_check": {
                     *         "actions": [
                     *           "…"
                     *         ],
                     *         "contacts": [
                     *           "…"
                     *         ],
                     *         "dates": [
                     *           "…"
                     *         ],
                     *         "hints": [
                     *           {
                     *             "code": "off_topic",
                     *             "label": "…",
                     *             "reason": "…",
                     *             "words": []
                     *           }
                     *         ],
                     *         "overlap": 1
                     *       },
                     *       "reporter": {
                     *         "address": "…",
                     *         "anonymous": false,
                     *         "confidential": false,
                     *         "email": "…",
                     *         "messages": "sms",
                     *         "name": "张三",
                     *         "phone": "138****1234",
                     *         "reply_wanted": false
                     *       },
                     *       "responsible": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "rework_count": 1,
                     *       "state": "pending",
                     *       "state_label": "…",
                     *       "subcategory": "安全生产",
                     *       "subject": "路灯不亮",
                     *       "supervision_level": 1,
                     *       "timeline": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "urgency": "normal",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
            /** @description Done; as `Prefer: return=minimal` asked, nothing more is said */
            204: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readReporter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "attachments": [
                     *         {
                     *           "media_type": "image/jpeg",
                     *           "name": "张三",
                     *           "url": "https://example.org/1.jpg"
                     *         }
                     *       ],
                     *       "erased_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "later_words": [
                     *         {
                     *           "before": null,
                     *           "note": null,
                     *           "public": null,
                     *           "seq": 1
                     *         }
                     *       ],
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "own_words": {
                     *         "attachments": [
                     *           {
                     *             "media_type": "image/jpeg",
                     *             "name": "张三",
                     *             "url": "https://example.org/1.jpg"
                     *           }
                     *         ],
                     *         "content": "路灯已修复，感谢您的反映。",
                     *         "district": "岳麓区",
                     *         "subject": "路灯不亮"
                     *       },
                     *       "reporter": {
                     *         "address": "岳麓区",
                     *         "anonymous": false,
                     *         "confidential": false,
                     *         "email": "name@example.org",
                     *         "language": "zh",
                     *         "messages": "sms",
                     *         "name": "张三",
                     *         "phone": "138****1234",
                     *         "reply_wanted": false
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReporterView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    correctReporter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13812341234"
                 *     }
                 */
                "application/json": components["schemas"]["CorrectionRequestChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "address": "…",
                     *       "anonymous": false,
                     *       "confidential": false,
                     *       "email": "…",
                     *       "messages": "sms",
                     *       "name": "张三",
                     *       "phone": "138****1234",
                     *       "reply_wanted": false
                     *     }
                     */
                    "application/json": components["schemas"]["MaskedReporter"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    revealReporter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "电话回访"
                 *     }
                 */
                "application/json": components["schemas"]["RevealRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "attachments": [
                     *         {
                     *           "media_type": "image/jpeg",
                     *           "name": "张三",
                     *           "url": "https://example.org/1.jpg"
                     *         }
                     *       ],
                     *       "erased_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "later_words": [
                     *         {
                     *           "before": null,
                     *           "note": null,
                     *           "public": null,
                     *           "seq": 1
                     *         }
                     *       ],
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "own_words": {
                     *         "attachments": [
                     *           {
                     *             "media_type": "image/jpeg",
                     *             "name": "张三",
                     *             "url": "https://example.org/1.jpg"
                     *           }
                     *         ],
                     *         "content": "路灯已修复，感谢您的反映。",
                     *         "district": "岳麓区",
                     *         "subject": "路灯不亮"
                     *       },
                     *       "reporter": {
                     *         "address": "岳麓区",
                     *         "anonymous": false,
                     *         "confidential": false,
                     *         "email": "name@example.org",
                     *         "language": "zh",
                     *         "messages": "sms",
                     *         "name": "张三",
                     *         "phone": "138****1234",
                     *         "reply_wanted": false
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReporterView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    eraseReporter: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "attachments": [
                     *         {
                     *           "media_type": "image/jpeg",
                     *           "name": "张三",
                     *           "url": "https://example.org/1.jpg"
                     *         }
                     *       ],
                     *       "erased_at": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "later_words": [
                     *         {
                     *           "before": null,
                     *           "note": null,
                     *           "public": null,
                     *           "seq": 1
                     *         }
                     *       ],
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "own_words": {
                     *         "attachments": [
                     *           {
                     *             "media_type": "image/jpeg",
                     *             "name": "张三",
                     *             "url": "https://example.org/1.jpg"
                     *           }
                     *         ],
                     *         "content": "路灯已修复，感谢您的反映。",
                     *         "district": "岳麓区",
                     *         "subject": "路灯不亮"
                     *       },
                     *       "reporter": {
                     *         "address": "岳麓区",
                     *         "anonymous": false,
                     *         "confidential": false,
                     *         "email": "name@example.org",
                     *         "language": "zh",
                     *         "messages": "sms",
                     *         "name": "张三",
                     *         "phone": "138****1234",
                     *         "reply_wanted": false
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReporterView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSimilar: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "category": null,
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "district": null,
                     *           "duplicate": false,
                     *           "id": "20261123000042",
                     *           "merge": false,
                     *           "reasons": [],
                     *           "repeated": false,
                     *           "score": 1,
                     *           "state": "pending",
                     *           "subject": "路灯不亮"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["SimilarTickets"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateTicket: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description `return=minimal`: 204 when it is done. Any other preference is passed over
                 * @example return=minimal
                 */
                Prefer?: components["parameters"]["Prefer"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The ticket's number: the day, and the ticket's place in it */
                id: components["schemas"]["TicketId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "progress",
                 *       "note": "更换 3 盏灯具",
                 *       "public": "维修人员已到场。"
                 *     }
                 */
                "application/json": components["schemas"]["UpdateRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "adopted": {
                     *         "at": "2026-11-23T10:00:00+08:00",
                     *         "points": 1,
                     *         "public": "…",
                     *         "thanks": "…"
                     *       },
                     *       "against": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "allowed_actions": [
                     *         "submit"
                     *       ],
                     *       "answer": "…",
                     *       "assists": [
                     *         {
                     *           "code": "cgj",
                     *           "name": "张三"
                     *         }
                     *       ],
                     *       "attachments": [
                     *         {
                     *           "by": null,
                     *           "created_at": null,
                     *           "id": null,
                     *           "internal": false,
                     *           "media_type": "…",
                     *           "name": "张三",
                     *           "size": null,
                     *           "url": "…"
                     *         }
                     *       ],
                     *       "catalogue_version": 1,
                     *       "category": "城乡建设",
                     *       "channel": "phone",
                     *       "children": [
                     *         {
                     *           "added": [],
                     *           "attachments": [],
                     *           "content": "…",
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "id": "20261123000042",
                     *           "state": "pending",
                     *           "subject": null
                     *         }
                     *       ],
                     *       "classification": {
                     *         "address": "岳麓区",
                     *         "category": "城乡建设",
                     *         "confidence": 1,
                     *         "confirmed": false,
                     *         "district": "岳麓区",
                     *         "evidence": [
                     *           "…"
                     *         ],
                     *         "kind": "consultation",
                     *         "kind_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "kind_keyword": "…",
                     *         "model": "9c1d5f20a4b3e871",
                     *         "named": false,
                     *         "needs_review": false,
                     *         "path": [
                     *           "…"
                     *         ],
                     *         "second": "城乡建设",
                     *         "urgency": "normal",
                     *         "urgency_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "urgency_keyword": "…"
                     *       },
                     *       "closed_at": "2026-11-23T10:00:00+08:00",
                     *       "content": "…",
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "deadline": {
                     *         "calendar": "…",
                     *         "contact_due_at": "2026-11-23T10:00:00+08:00",
                     *         "contacted_at": "2026-11-23T10:00:00+08:00",
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "overdue": false,
                     *         "sign_due_at": "2026-11-23T10:00:00+08:00",
                     *         "signed_at": "2026-11-23T10:00:00+08:00",
                     *         "stopped": false,
                     *         "working_time": {
                     *           "days": 1,
                     *           "minutes": 1
                     *         }
                     *       },
                     *       "disputed": false,
                     *       "emergency": {
                     *         "advice": "…",
                     *         "call": [
                     *           "…"
                     *         ],
                     *         "danger": "fire"
                     *       },
                     *       "erased_at": "2026-11-23T10:00:00+08:00",
                     *       "excluded": false,
                     *       "extension": {
                     *         "due_at": "2026-11-23T10:00:00+08:00",
                     *         "reason": "…"
                     *       },
                     *       "external_ref": "…",
                     *       "id": "20261123000042",
                     *       "kind": "consultation",
                     *       "lead": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "location": {
                     *         "address": "岳麓区",
                     *         "district": "岳麓区",
                     *         "district_source": "given",
                     *         "lat": 1,
                     *         "lon": 1
                     *       },
                     *       "needs_review": false,
                     *       "parent": "20261123000042",
                     *       "parent_progress": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "rating": {
                     *         "comment": "…",
                     *         "resolved": false,
                     *         "satisfaction": "satisfied"
                     *       },
                     *       "repeat_of": "20261123000042",
                     *       "reply_check": {
                     *         "actions": [
                     *           "…"
                     *         ],
                     *         "contacts": [
                     *           "…"
                     *         ],
                     *         "dates": [
                     *           "…"
                     *         ],
                     *         "hints": [
                     *           {
                     *             "code": "off_topic",
                     *             "label": "…",
                     *             "reason": "…",
                     *             "words": []
                     *           }
                     *         ],
                     *         "overlap": 1
                     *       },
                     *       "reporter": {
                     *         "address": "…",
                     *         "anonymous": false,
                     *         "confidential": false,
                     *         "email": "…",
                     *         "messages": "sms",
                     *         "name": "张三",
                     *         "phone": "138****1234",
                     *         "reply_wanted": false
                     *       },
                     *       "responsible": {
                     *         "code": "cgj",
                     *         "name": "张三"
                     *       },
                     *       "rework_count": 1,
                     *       "state": "pending",
                     *       "state_label": "…",
                     *       "subcategory": "安全生产",
                     *       "subject": "路灯不亮",
                     *       "supervision_level": 1,
                     *       "timeline": [
                     *         {
                     *           "action": "submit",
                     *           "at": "2026-11-23T10:00:00+08:00",
                     *           "before": null,
                     *           "by": null,
                     *           "department": null,
                     *           "due_at": null,
                     *           "from": null,
                     *           "knowledge": null,
                     *           "label": "…",
                     *           "lead": null,
                     *           "note": null,
                     *           "public": null,
                     *           "role": "reporter",
                     *           "seq": 1,
                     *           "to": "pending"
                     *         }
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "urgency": "normal",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["TicketView"];
                };
            };
            /** @description Done; as `Prefer: return=minimal` asked, nothing more is said */
            204: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Preference-Applied": components["headers"]["Preference-Applied"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    understandText: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "小区路灯坏了三天了，晚上出行不安全"
                 *     }
                 */
                "application/json": components["schemas"]["UnderstandingRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "classification": {
                     *         "address": "岳麓区",
                     *         "category": "城乡建设",
                     *         "confidence": 1,
                     *         "confirmed": false,
                     *         "district": "岳麓区",
                     *         "evidence": [
                     *           "…"
                     *         ],
                     *         "kind": "consultation",
                     *         "kind_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "kind_keyword": "…",
                     *         "model": "9c1d5f20a4b3e871",
                     *         "named": false,
                     *         "needs_review": false,
                     *         "path": [
                     *           "…"
                     *         ],
                     *         "second": "城乡建设",
                     *         "urgency": "normal",
                     *         "urgency_judged": {
                     *           "confidence": 1,
                     *           "needs_review": false
                     *         },
                     *         "urgency_keyword": "…"
                     *       },
                     *       "danger": "fire"
                     *     }
                     */
                    "application/json": components["schemas"]["Understanding"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "created_at": "2026-11-23T10:00:00+08:00",
                     *           "created_by": "…",
                     *           "cursor": "AAAAAAAAAAE",
                     *           "dead": 1,
                     *           "department": null,
                     *           "disabled_because": null,
                     *           "enabled": false,
                     *           "failing_since": null,
                     *           "former_secret_until": null,
                     *           "id": "20261123000042",
                     *           "key": null,
                     *           "name": "张三",
                     *           "pending": 1,
                     *           "rests_until": null,
                     *           "types": [],
                     *           "updated_at": "2026-11-23T10:00:00+08:00",
                     *           "url": "https://example.org/hook",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    addWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Makes the request safe to send again: the same key and body get the first answer once more, the same key with another body 422. A key is the caller's own, and belongs to this operation
                 * @example 0b9f5f5e-3c1f-4f0e-9a51-5d2d4c1f7a10
                 */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "城市大脑",
                 *       "types": [
                 *         "cn.minsheng.ticket.closed.v1"
                 *       ],
                 *       "url": "https://example.org/hook"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "Idempotent-Replay": components["headers"]["Idempotent-Replay"];
                    Location: components["headers"]["Location"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "created_by": "…",
                     *       "cursor": "AAAAAAAAAAE",
                     *       "dead": 1,
                     *       "department": "cgj",
                     *       "disabled_because": "…",
                     *       "enabled": false,
                     *       "failing_since": "2026-11-23T10:00:00+08:00",
                     *       "former_secret_until": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "key": "msk_0123456789abcdef_…",
                     *       "name": "张三",
                     *       "pending": 1,
                     *       "rests_until": "2026-11-23T10:00:00+08:00",
                     *       "secret": "JBSWY3DPEHPK3PXP",
                     *       "types": [
                     *         "cn.minsheng.ticket.submitted.v1"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "url": "https://example.org/hook",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "created_by": "…",
                     *       "cursor": "AAAAAAAAAAE",
                     *       "dead": 1,
                     *       "department": "cgj",
                     *       "disabled_because": "…",
                     *       "enabled": false,
                     *       "failing_since": "2026-11-23T10:00:00+08:00",
                     *       "former_secret_until": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "key": "msk_0123456789abcdef_…",
                     *       "name": "张三",
                     *       "pending": 1,
                     *       "rests_until": "2026-11-23T10:00:00+08:00",
                     *       "types": [
                     *         "cn.minsheng.ticket.submitted.v1"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "url": "https://example.org/hook",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replaceWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": components["schemas"]["WebhookUpdateChange"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "created_by": "…",
                     *       "cursor": "AAAAAAAAAAE",
                     *       "dead": 1,
                     *       "department": "cgj",
                     *       "disabled_because": "…",
                     *       "enabled": false,
                     *       "failing_since": "2026-11-23T10:00:00+08:00",
                     *       "former_secret_until": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "key": "msk_0123456789abcdef_…",
                     *       "name": "张三",
                     *       "pending": 1,
                     *       "rests_until": "2026-11-23T10:00:00+08:00",
                     *       "types": [
                     *         "cn.minsheng.ticket.submitted.v1"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "url": "https://example.org/hook",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; there is nothing more to say */
            204: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /**
                 * @description Items on a page, 1 to 100; 20 by default
                 * @example 20
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
                /** @description `pending` or `dead`: only what waits, or dead letters */
                status?: components["schemas"]["DeliveryStatus"];
            };
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "answer": null,
                     *           "attempts": 1,
                     *           "event": null,
                     *           "failure": null,
                     *           "last_at": null,
                     *           "milliseconds": null,
                     *           "next_at": null,
                     *           "status": "…",
                     *           "type": null
                     *         }
                     *       ],
                     *       "next": "AAAAAAAAAAE"
                     *     }
                     */
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    replayEvents: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "after": "1234-1795766400"
                 *     }
                 */
                "application/json": components["schemas"]["ReplayRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "created_by": "…",
                     *       "cursor": "AAAAAAAAAAE",
                     *       "dead": 1,
                     *       "department": "cgj",
                     *       "disabled_because": "…",
                     *       "enabled": false,
                     *       "failing_since": "2026-11-23T10:00:00+08:00",
                     *       "former_secret_until": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "key": "msk_0123456789abcdef_…",
                     *       "name": "张三",
                     *       "pending": 1,
                     *       "rests_until": "2026-11-23T10:00:00+08:00",
                     *       "types": [
                     *         "cn.minsheng.ticket.submitted.v1"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "url": "https://example.org/hook",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookView"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            410: components["responses"]["Gone"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    retryDeliveries: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "events": [
                 *         "1234-1795766400"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RetryRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "retried": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Retried"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    rotateSecret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is based on, or several, or `*`; 412 where there is another version by now
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlap_hours": 24
                 *     }
                 */
                "application/json": components["schemas"]["RotationRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "created_at": "2026-11-23T10:00:00+08:00",
                     *       "created_by": "…",
                     *       "cursor": "AAAAAAAAAAE",
                     *       "dead": 1,
                     *       "department": "cgj",
                     *       "disabled_because": "…",
                     *       "enabled": false,
                     *       "failing_since": "2026-11-23T10:00:00+08:00",
                     *       "former_secret_until": "2026-11-23T10:00:00+08:00",
                     *       "id": "20261123000042",
                     *       "key": "msk_0123456789abcdef_…",
                     *       "name": "张三",
                     *       "pending": 1,
                     *       "rests_until": "2026-11-23T10:00:00+08:00",
                     *       "secret": "JBSWY3DPEHPK3PXP",
                     *       "types": [
                     *         "cn.minsheng.ticket.submitted.v1"
                     *       ],
                     *       "updated_at": "2026-11-23T10:00:00+08:00",
                     *       "url": "https://example.org/hook",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path: {
                /** @description The webhook's id */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["WebhookTestRequest"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "delivered": false,
                     *       "failure": "refused",
                     *       "milliseconds": 1,
                     *       "status": 1
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookTestResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            405: components["responses"]["MethodNotAllowed"];
            408: components["responses"]["RequestTimeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["Unprocessable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readWords: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what is there already, or several, or `*`: 304 where that is what there is
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "lists": {}
                     *     }
                     */
                    "application/json": components["schemas"]["Words"];
                };
            };
            /** @description What `If-None-Match` names is what there is */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    readWorkflow: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` of what is there already, or several, or `*`: 304 where that is what there is
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                /**
                 * @description In which language people are to read what is answered: of `zh` and `en` the one with the greater weight, the first of two that weigh alike, `zh` where neither is named. Nothing else of it is read, and nothing is refused for it
                 * @example en
                 */
                "Accept-Language"?: components["parameters"]["Accept-Language"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "actions": [
                     *         {
                     *           "condition": null,
                     *           "en": "…",
                     *           "from": [],
                     *           "id": "20261123000042",
                     *           "needs": [],
                     *           "open": null,
                     *           "settings": [],
                     *           "stops_the_clock": null,
                     *           "to": [],
                     *           "who": [],
                     *           "zh": "…"
                     *         }
                     *       ],
                     *       "parties": [
                     *         "…"
                     *       ],
                     *       "settings": {
                     *         "extensions": 1,
                     *         "reason_codes": [
                     *           "not_government"
                     *         ],
                     *         "reopen_days": 1,
                     *         "return_window": {
                     *           "hours": 1
                     *         },
                     *         "supplements_per_day": 1,
                     *         "urges_per_day": 1,
                     *         "version": 1
                     *       },
                     *       "states": [
                     *         {
                     *           "en": "…",
                     *           "id": "20261123000042",
                     *           "open": null,
                     *           "stops_the_clock": null,
                     *           "zh": "…"
                     *         }
                     *       ],
                     *       "transitions": [
                     *         {
                     *           "action": "…",
                     *           "from": null,
                     *           "to": "…"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Workflow"];
                };
            };
            /** @description What `If-None-Match` names is what there is */
            304: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    ETag: components["headers"]["ETag"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            405: components["responses"]["MethodNotAllowed"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
}
