#pragma once
// The operator's token and the file that holds it. A crash may cut any step short; the next start
// finishes it.

#include <filesystem>
#include <optional>

#include "events/log/event_log.hpp"
#include "projections/projector.hpp"
#include "services/runtime/clock.hpp"

namespace ledger::tokenledger {

inline constexpr const char* operator_token_file = "operator-token";

/// The command that makes the ledger's first operator's token; whoever is first has made it.
[[nodiscard]] token::CommandId first_operator_token_command();

/// Makes the operator's token where the ledger never had one, and puts it into
/// `data`/operator-token; or finishes what a crash cut short. False: there was nothing to do, or
/// another node was first. The projector has caught up and is not running. Throws
/// std::runtime_error.
bool provide_operator_token(const std::filesystem::path& data, log::EventLog& event_log,
                            const projections::TokenView& view, projections::Projector& projector,
                            const runtime::Clock& clock);

/// Whether a crash has left something in `data` for provide_operator_token() to finish.
[[nodiscard]] bool is_operator_token_unfinished(const std::filesystem::path& data);

/// Makes another one, and puts it into the file in place of what is there; other operator tokens
/// stay good. Throws as above.
void replace_operator_token(const std::filesystem::path& data, log::EventLog& event_log,
                            const projections::TokenView& view, projections::Projector& projector,
                            const runtime::Clock& clock);

/// When the token in the operator's file expires; nothing if it is not there or no longer good.
[[nodiscard]] std::optional<token::Timestamp> operator_token_expiry(
    const std::filesystem::path& data, const projections::TokenView& view);

}  // namespace ledger::tokenledger
