// Generated from money/openapi.json by `npm run api`. Do not edit.
export interface paths {
    "/controls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getControls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/controls/{what}/halt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["haltControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/controls/{what}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["liftControl"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["openCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{customerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getCustomer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{customerId}/freeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["freezeCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{customerId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{customerId}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{customerId}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPreview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{customerId}/target": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: operations["confirmTarget"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{customerId}/unfreeze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["unfreezeCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["hint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getOperations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/portfolios": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listPortfolios"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/portfolios/{portfolioId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getPortfolio"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/symbols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["listSymbols"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/windows/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getNextWindow"];
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
        ConfirmedTarget: {
            confirmedAt: string;
            /** Format: uuid */
            targetId: string;
            version: number;
        };
        ConfirmedTargetInput: {
            confirmedAt: string;
            /** Format: uuid */
            targetId: string;
            version: number;
        };
        Control: {
            halted: boolean;
            reason: string;
            since: string | null;
            what: string;
        };
        ControlInput: {
            halted: boolean;
            reason: string;
            since: string | null;
            what: string;
        };
        Controls: {
            payouts: {
                halted: boolean;
                reason: string;
                since: string | null;
            };
            trading: {
                halted: boolean;
                reason: string;
                since: string | null;
            };
        };
        ControlsInput: {
            payouts: {
                halted: boolean;
                reason: string;
                since: string | null;
            };
            trading: {
                halted: boolean;
                reason: string;
                since: string | null;
            };
        };
        Customer: {
            /** Format: uuid */
            customerId: string;
            customerNumber: string;
            depositAccount: {
                accountHolder: string;
                accountNumber: string;
                /** @constant */
                accountType: "ordinary";
                bankCode: string;
                bankName: string;
                branchCode: string;
                branchName: string;
            };
            openedAt: string;
        };
        CustomerInput: {
            /** Format: uuid */
            customerId: string;
            customerNumber: string;
            depositAccount: {
                accountHolder: string;
                accountNumber: string;
                /** @constant */
                accountType: "ordinary";
                bankCode: string;
                bankName: string;
                branchCode: string;
                branchName: string;
            };
            openedAt: string;
        };
        Events: {
            events: {
                at: string;
                cursor: string;
                customerId: string | null;
                id: string;
                kind: string;
                subjectId: string;
            }[];
            next: string;
        };
        EventsInput: {
            events: {
                at: string;
                cursor: string;
                customerId: string | null;
                id: string;
                kind: string;
                subjectId: string;
            }[];
            next: string;
        };
        Frozen: {
            /** Format: uuid */
            customerId: string;
            since: string;
            tradingFrozen: boolean;
        };
        FrozenInput: {
            /** Format: uuid */
            customerId: string;
            since: string;
            tradingFrozen: boolean;
        };
        History: {
            items: {
                amountJpy: string | null;
                amountUsd: string | null;
                at: string;
                dates: {
                    domesticSettlesOn: string;
                    domesticTradeOn: string;
                    usSettlesOn: string;
                    usTradeOn: string;
                } | null;
                id: string;
                /** @enum {string} */
                kind: "account_opened" | "target_confirmed" | "deposit_received" | "currency_converted" | "bought" | "settled" | "purchase_not_made" | "instruction_done" | "instruction_canceled";
                name: string | null;
                nameJa: string | null;
                price: string | null;
                rate: string | null;
                reason: string | null;
                shares: string | null;
                symbol: string | null;
            }[];
            next: string | null;
        };
        HistoryInput: {
            items: {
                amountJpy: string | null;
                amountUsd: string | null;
                at: string;
                dates: {
                    domesticSettlesOn: string;
                    domesticTradeOn: string;
                    usSettlesOn: string;
                    usTradeOn: string;
                } | null;
                id: string;
                /** @enum {string} */
                kind: "account_opened" | "target_confirmed" | "deposit_received" | "currency_converted" | "bought" | "settled" | "purchase_not_made" | "instruction_done" | "instruction_canceled";
                name: string | null;
                nameJa: string | null;
                price: string | null;
                rate: string | null;
                reason: string | null;
                shares: string | null;
                symbol: string | null;
            }[];
            next: string | null;
        };
        Instruction: {
            amountJpy: string;
            cutoffAt: string;
            /** Format: uuid */
            id: string;
            /** @constant */
            kind: "deposit";
            reason: string | null;
            receivedAt: string;
            runsAt: string;
            /** @enum {string} */
            status: "received" | "converting" | "ordering" | "done" | "canceled";
            /** Format: uuid */
            windowId: string;
        };
        InstructionInput: {
            amountJpy: string;
            cutoffAt: string;
            /** Format: uuid */
            id: string;
            /** @constant */
            kind: "deposit";
            reason: string | null;
            receivedAt: string;
            runsAt: string;
            /** @enum {string} */
            status: "received" | "converting" | "ordering" | "done" | "canceled";
            /** Format: uuid */
            windowId: string;
        };
        Operations: {
            breaks: {
                detail: string;
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "pool_short" | "price_missing" | "purchase_rejected" | "impossible_broker_event" | "execution_of_unknown_order" | "execution_conflicts" | "booking_differs_from_execution" | "execution_taken_back" | "broker_message_unreadable" | "broker_booking_unexplained" | "fill_total_differs" | "bank_line_unexplained" | "wire_unknown" | "pool_quantity_differs" | "pool_cash_differs" | "bank_balance_differs" | "books_do_not_prove" | "work_keeps_failing";
                openedAt: string;
                /** @enum {string} */
                severity: "warning" | "critical";
                subject: string;
            }[];
            window: components["schemas"]["Window"] | null;
            work: {
                failed: number;
                oldestDueAt: string | null;
                waiting: number;
            };
        };
        OperationsInput: {
            breaks: {
                detail: string;
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "pool_short" | "price_missing" | "purchase_rejected" | "impossible_broker_event" | "execution_of_unknown_order" | "execution_conflicts" | "booking_differs_from_execution" | "execution_taken_back" | "broker_message_unreadable" | "broker_booking_unexplained" | "fill_total_differs" | "bank_line_unexplained" | "wire_unknown" | "pool_quantity_differs" | "pool_cash_differs" | "bank_balance_differs" | "books_do_not_prove" | "work_keeps_failing";
                openedAt: string;
                /** @enum {string} */
                severity: "warning" | "critical";
                subject: string;
            }[];
            window: components["schemas"]["WindowInput"] | null;
            work: {
                failed: number;
                oldestDueAt: string | null;
                waiting: number;
            };
        };
        Overview: {
            asOf: string;
            cash: {
                heldJpy: string;
                heldUsd: string;
                jpy: string;
                usd: string;
            };
            holdings: {
                costUsd: string;
                /** @enum {string} */
                kind: "etf" | "stock";
                name: string;
                nameJa: string;
                price: string;
                priceAt: string;
                shares: string;
                symbol: string;
                targetBps: number | null;
                valueJpy: string | null;
                valueUsd: string;
                weightBps: number;
            }[];
            inProgress: components["schemas"]["Instruction"][];
            nextWindow: components["schemas"]["Window"] | null;
            rate: {
                at: string;
                usdJpy: string;
            } | null;
            target: components["schemas"]["Target"] | null;
            total: {
                jpy: string | null;
                usd: string | null;
            };
        };
        OverviewInput: {
            asOf: string;
            cash: {
                heldJpy: string;
                heldUsd: string;
                jpy: string;
                usd: string;
            };
            holdings: {
                costUsd: string;
                /** @enum {string} */
                kind: "etf" | "stock";
                name: string;
                nameJa: string;
                price: string;
                priceAt: string;
                shares: string;
                symbol: string;
                targetBps: number | null;
                valueJpy: string | null;
                valueUsd: string;
                weightBps: number;
            }[];
            inProgress: components["schemas"]["InstructionInput"][];
            nextWindow: components["schemas"]["WindowInput"] | null;
            rate: {
                at: string;
                usdJpy: string;
            } | null;
            target: components["schemas"]["TargetInput"] | null;
            total: {
                jpy: string | null;
                usd: string | null;
            };
        };
        Portfolio: {
            description: {
                en: string;
                ja: string;
            };
            holdings: {
                /** @enum {string} */
                kind: "etf" | "stock";
                name: string;
                nameJa: string;
                sector: string;
                symbol: string;
                weightBps: number;
            }[];
            /** Format: uuid */
            id: string;
            minimumJpy: string | null;
            name: {
                en: string;
                ja: string;
            };
            risk: number;
            version: number;
        };
        PortfolioInput: {
            description: {
                en: string;
                ja: string;
            };
            holdings: {
                /** @enum {string} */
                kind: "etf" | "stock";
                name: string;
                nameJa: string;
                sector: string;
                symbol: string;
                weightBps: number;
            }[];
            /** Format: uuid */
            id: string;
            minimumJpy: string | null;
            name: {
                en: string;
                ja: string;
            };
            risk: number;
            version: number;
        };
        Preview: {
            bounds: {
                rateWorst: string;
                usdLeast: string;
            };
            depositJpy: string;
            estimatedUsd: string;
            heldJpy: string;
            notMade: {
                reason: string;
                symbol: string;
            }[];
            rate: string;
            spreadBps: number;
            staysCashUsd: string;
            trades: {
                amountJpy: string;
                amountUsd: string;
                estimatedShares: string;
                name: string;
                nameJa: string;
                price: string;
                /** @constant */
                side: "buy";
                symbol: string;
            }[];
            window: components["schemas"]["Window"] | null;
        };
        PreviewInput: {
            bounds: {
                rateWorst: string;
                usdLeast: string;
            };
            depositJpy: string;
            estimatedUsd: string;
            heldJpy: string;
            notMade: {
                reason: string;
                symbol: string;
            }[];
            rate: string;
            spreadBps: number;
            staysCashUsd: string;
            trades: {
                amountJpy: string;
                amountUsd: string;
                estimatedShares: string;
                name: string;
                nameJa: string;
                price: string;
                /** @constant */
                side: "buy";
                symbol: string;
            }[];
            window: components["schemas"]["WindowInput"] | null;
        };
        Problem: {
            code: string;
            detail: string;
            errors?: {
                field: string;
                message: string;
            }[];
            status: number;
            title: string;
            type: string;
        };
        ProblemInput: {
            code: string;
            detail: string;
            errors?: {
                field: string;
                message: string;
            }[];
            status: number;
            title: string;
            type: string;
        };
        Symbol: {
            /** @enum {string} */
            kind: "etf" | "stock";
            name: string;
            nameJa: string;
            price: string | null;
            priceAt: string | null;
            sector: string;
            symbol: string;
            tradable: boolean;
        };
        SymbolInput: {
            /** @enum {string} */
            kind: "etf" | "stock";
            name: string;
            nameJa: string;
            price: string | null;
            priceAt: string | null;
            sector: string;
            symbol: string;
            tradable: boolean;
        };
        Target: {
            confirmedAt: string;
            holdings: {
                /** @enum {string} */
                kind: "etf" | "stock";
                name: string;
                nameJa: string;
                symbol: string;
                weightBps: number;
            }[];
            source: {
                name: {
                    en: string;
                    ja: string;
                };
                /** Format: uuid */
                portfolioId: string;
                version: number;
            } | null;
            version: number;
        };
        TargetInput: {
            confirmedAt: string;
            holdings: {
                /** @enum {string} */
                kind: "etf" | "stock";
                name: string;
                nameJa: string;
                symbol: string;
                weightBps: number;
            }[];
            source: {
                name: {
                    en: string;
                    ja: string;
                };
                /** Format: uuid */
                portfolioId: string;
                version: number;
            } | null;
            version: number;
        };
        Window: {
            cutoffAt: string;
            /** Format: uuid */
            id: string;
            opensAt: string;
            runsAt: string;
            /** @enum {string} */
            stage: "open" | "frozen" | "converted" | "priced" | "planned" | "closed";
            tradeOn: string;
        };
        WindowInput: {
            cutoffAt: string;
            /** Format: uuid */
            id: string;
            opensAt: string;
            runsAt: string;
            /** @enum {string} */
            stage: "open" | "frozen" | "converted" | "priced" | "planned" | "closed";
            tradeOn: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getControls: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Controls"];
                };
            };
        };
    };
    haltControl: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                what: "trading" | "payouts";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Control"];
                };
            };
        };
    };
    liftControl: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                what: "trading" | "payouts";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Control"];
                };
            };
        };
    };
    openCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    customerId: string;
                    customerNumber: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    getCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
        };
    };
    freezeCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Frozen"];
                };
            };
        };
    };
    getHistory: {
        parameters: {
            query?: {
                before?: string;
                limit?: number;
            };
            header?: never;
            path: {
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
        };
    };
    getPreview: {
        parameters: {
            query?: {
                depositJpy?: string;
            };
            header?: never;
            path: {
                customerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
        };
    };
    confirmTarget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    holdings: {
                        symbol: string;
                        weightBps: number;
                    }[];
                    source: {
                        /** Format: uuid */
                        portfolioId: string;
                        version: number;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConfirmedTarget"];
                };
            };
        };
    };
    unfreezeCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                customerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Frozen"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Events"];
                };
            };
        };
    };
    hint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    source: "bank_statement";
                };
            };
        };
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {boolean} */
                        accepted: true;
                    };
                };
            };
        };
    };
    getOperations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operations"];
                };
            };
        };
    };
    listPortfolios: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        portfolios: components["schemas"]["Portfolio"][];
                    };
                };
            };
        };
    };
    getPortfolio: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                portfolioId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Portfolio"];
                };
            };
        };
    };
    listSymbols: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        symbols: components["schemas"]["Symbol"][];
                    };
                };
            };
        };
    };
    getNextWindow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Window"];
                };
            };
        };
    };
}
