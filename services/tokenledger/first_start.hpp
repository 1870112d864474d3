#pragma once
// What only the first start of an embedded ledger does: genesis, and the operator's token. Each
// step may be cut short by a crash and is finished by the next start.

#include <filesystem>
#include <optional>
#include <string>

#include "events/log/event_log.hpp"
#include "events/token/policy.hpp"
#include "projections/projector.hpp"
#include "services/runtime/clock.hpp"

namespace ledger::tokenledger {

inline constexpr const char* operator_token_file = "operator-token";

/// Appends genesis to an empty log, with a random ledger id. Throws std::runtime_error; also where
/// the read model shows that the log was not always empty.
void open_ledger(log::EventLog& event_log, const projections::TokenView& view,
                 const runtime::Clock& clock);

/// Makes the operator's token where the ledger never had one, and puts it into
/// `data`/operator-token. The projector has caught up and is not running. Throws
/// std::runtime_error.
void provide_operator_token(const std::filesystem::path& data, log::EventLog& event_log,
                            const projections::TokenView& view, projections::Projector& projector,
                            const runtime::Clock& clock);

/// When the token in the operator's file expires; nothing if it is not there or no longer good.
[[nodiscard]] std::optional<token::Timestamp> operator_token_expiry(
    const std::filesystem::path& data, const projections::TokenView& view);

}  // namespace ledger::tokenledger
