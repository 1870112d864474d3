#pragma once
// Whether whoever reads a path reads the same path. Servers differ in what they make of dots,
// double slashes, escapes and the like, so a check of one path is no check of what is served for
// it.

#include <string>
#include <string_view>

namespace ledger::http {

/// `path`, decoded: begins with `/`; no segment is empty (but the last may be), `.` or `..`; no
/// backslash, semicolon or control character, and nothing that is an escape once more.
[[nodiscard]] bool is_plain_path(std::string_view path) noexcept;

/// The same for a path as it was sent. `decoded`: where it is decoded if it has escapes, which may
/// not stand for a slash. The plain path, in `sent` or `decoded`; empty: it is none.
[[nodiscard]] std::string_view read_plain_path(std::string_view sent, std::string& decoded);

}  // namespace ledger::http
