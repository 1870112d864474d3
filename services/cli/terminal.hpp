#pragma once
// The standard streams of a verb: results on standard output, everything else on standard error,
// and questions to people where both ends are a terminal.

#include <optional>
#include <string>
#include <string_view>

namespace ledger::cli {

/// Writes and flushes; false if not all of it could be written (a full disk, a closed pipe).
[[nodiscard]] bool print(std::string_view text);
/// Writes a note for people to standard error.
void note(std::string_view text);

/// Whether that stream is a terminal and nobody asked for no colour (NO_COLOR, TERM=dumb).
[[nodiscard]] bool wants_colour(int stream);

/// Whether somebody can be asked: standard input and standard error are terminals.
[[nodiscard]] bool is_interactive();
/// Whether what is read from standard input is typed, wherever standard error goes.
[[nodiscard]] bool is_typed();

inline constexpr std::size_t line_bytes_max = 4096;

/// Asks and reads a line. Nothing at the end of input, at Ctrl-C, or past line_bytes_max.
[[nodiscard]] std::optional<std::string> ask(std::string_view question);
/// The same without showing what is typed; asks the terminal where standard error is none.
[[nodiscard]] std::optional<std::string> ask_unseen(std::string_view question);
/// Whether the answer begins with `y`.
[[nodiscard]] bool confirm(std::string_view question);

/// The first line of standard input, without the blanks around it. Nothing past line_bytes_max.
[[nodiscard]] std::optional<std::string> read_line();

/// Overwrites and empties a text that held a secret.
void wipe(std::string& text);

}  // namespace ledger::cli
