#pragma once
// A file that holds one secret: made with mode 0600, on disk before the call returns.

#include <filesystem>
#include <optional>
#include <string_view>

#include "events/token/secret.hpp"

namespace ledger::tokenledger {

/// Writes the secret and a line end; replaces what is there. Throws std::runtime_error with the
/// path.
void write_secret_file(const std::filesystem::path& file, const token::TokenSecret& secret);

/// Nothing if there is no such file or it holds no token.
[[nodiscard]] std::optional<token::TokenSecret> read_secret_file(const std::filesystem::path& file);

/// Renames within one directory, and syncs that. Throws std::runtime_error.
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace ledger::tokenledger
