#pragma once
// What an event makes of a webhook. Of fold's, not for others: it adds id, revision and times.

#include "events/token/webhook.hpp"

namespace ledger::token {

// Nothing: the event does not fit what is there. `at`: its position.
[[nodiscard]] std::optional<WebhookState> webhook_after(const std::optional<WebhookState>& before,
                                                        const WebhookRegistered& registered,
                                                        Position at);
[[nodiscard]] std::optional<WebhookState> webhook_after(const std::optional<WebhookState>& before,
                                                        const WebhookPaused& paused, Position at);
[[nodiscard]] std::optional<WebhookState> webhook_after(const std::optional<WebhookState>& before,
                                                        const WebhookResumed& resumed, Position at);
[[nodiscard]] std::optional<WebhookState> webhook_after(const std::optional<WebhookState>& before,
                                                        const WebhookSecretRotated& rotated,
                                                        Position at);
[[nodiscard]] std::optional<WebhookState> webhook_after(const std::optional<WebhookState>& before,
                                                        const WebhookDisabled& disabled,
                                                        Position at);
[[nodiscard]] std::optional<WebhookState> webhook_after(const std::optional<WebhookState>& before,
                                                        const WebhookDeleted& deleted, Position at);

}  // namespace ledger::token
