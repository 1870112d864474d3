#include "services/cli/completion.hpp"

#include <vector>

#include <CLI/CLI.hpp>

namespace ledger::cli {
namespace {

/// What may come behind an option.
enum class Value { none, file, folder, word, text };

struct Flag {
  std::string name;  ///< `--json`
  std::string what;
  Value value;
  std::string words;  ///< of a Value::word, separated by spaces
};

struct Named {
  std::string name;
  std::string what;
};

/// A place on the command line: behind the verbs so far.
struct Place {
  std::string path;  ///< `tokenledger token create`
  std::vector<Named> verbs;
  std::vector<Flag> flags;
  std::string words;  ///< that an argument may be, separated by spaces
};

/// `TEXT:{active,expired}` has the words `active expired`.
std::string words_of(const std::string& type) {
  const auto open = type.find('{');
  const auto close = type.find('}', open);
  if (close == std::string::npos) return {};
  auto words = type.substr(open + 1, close - open - 1);
  std::replace(words.begin(), words.end(), ',', ' ');
  return words;
}

Value value_of(const CLI::Option& option, const std::string& words) {
  if (option.get_items_expected_max() == 0) return Value::none;
  if (!words.empty()) return Value::word;
  const auto type = option.get_type_name();
  if (type == "FILE") return Value::file;
  return type == "DIR" ? Value::folder : Value::text;
}

void collect(const CLI::App& app, const std::string& path, std::vector<Place>& places) {
  Place place{path, {}, {}, {}};
  for (const auto* option : app.get_options()) {
    const auto words = words_of(option->get_type_name());
    if (option->get_lnames().empty()) place.words += words;
    for (const auto& name : option->get_lnames()) {
      place.flags.push_back(
          {"--" + name, option->get_description(), value_of(*option, words), words});
    }
  }
  const auto verbs = app.get_subcommands([](const CLI::App*) { return true; });
  for (const auto* verb : verbs) place.verbs.push_back({verb->get_name(), verb->get_description()});
  places.push_back(std::move(place));
  for (const auto* verb : verbs) collect(*verb, path + ' ' + verb->get_name(), places);
}

std::vector<Place> places_of(const CLI::App& program) {
  std::vector<Place> places;
  collect(program, "tokenledger", places);
  return places;
}

/// In single quotes, for both shells.
std::string shell_quoted(const std::string& text) {
  std::string in_quotes = "'";
  for (const char c : text) in_quotes += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return in_quotes + '\'';
}

/// `name:what` for zsh's _describe.
std::string described(const std::string& name, const std::string& what) {
  std::string text = name + ':';
  for (const char c : what) text += c == ':' ? std::string("\\:") : std::string(1, c);
  return shell_quoted(text);
}

/// The lines of a `case` that finds the place: `'tokenledger token') place=… ;;`.
std::string walk(const std::vector<Place>& places, const std::string& word) {
  std::string script = "    case \"$place " + word + "\" in\n";
  for (const auto& place : places) {
    if (place.path.find(' ') == std::string::npos) continue;
    script += "      " + shell_quoted(place.path) + ") place=" + shell_quoted(place.path) + " ;;\n";
  }
  return script + "    esac\n";
}

/// One branch for each option that takes a value; `then` says what a value is.
template <class Then>
std::string values(const std::vector<Place>& places, Then then) {
  std::string script;
  for (const auto& place : places) {
    for (const auto& flag : place.flags) {
      if (flag.value == Value::none) continue;
      script +=
          "    " + shell_quoted(place.path + ' ' + flag.name) + ") " + then(flag) + "; return ;;\n";
    }
  }
  return script;
}

std::string bash_value(const Flag& flag) {
  constexpr const char* as_names = "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(";
  switch (flag.value) {
    case Value::file:
      return as_names + std::string("compgen -f -- \"$cur\")");
    case Value::folder:
      return as_names + std::string("compgen -d -- \"$cur\")");
    case Value::word:
      return "COMPREPLY=($(compgen -W " + shell_quoted(flag.words) + " -- \"$cur\"))";
    default:
      return "COMPREPLY=()";
  }
}

std::string zsh_value(const Flag& flag) {
  switch (flag.value) {
    case Value::file:
      return "_files";
    case Value::folder:
      return "_files -/";
    case Value::word:
      return "compadd -- " + flag.words;
    default:
      return "_message value";
  }
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  const auto places = places_of(program);
  std::string script =
      "# bash completion for tokenledger, made by `tokenledger completion bash`.\n"
      "_tokenledger() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} place=tokenledger words= i\n"
      "  COMPREPLY=()\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n" +
      walk(places, "${COMP_WORDS[i]}") +
      "  done\n"
      "  case \"$place ${COMP_WORDS[COMP_CWORD - 1]}\" in\n" +
      values(places, bash_value) + "  esac\n  case $place in\n";
  for (const auto& place : places) {
    auto words = place.words;
    for (const auto& verb : place.verbs) words += (words.empty() ? "" : " ") + verb.name;
    for (const auto& flag : place.flags) words += (words.empty() ? "" : " ") + flag.name;
    script += "    " + shell_quoted(place.path) + ") words=" + shell_quoted(words) + " ;;\n";
  }
  return script +
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
         "}\n"
         "complete -F _tokenledger tokenledger\n";
}

std::string zsh_completion(const CLI::App& program) {
  const auto places = places_of(program);
  std::string script =
      "#compdef tokenledger\n"
      "# zsh completion for tokenledger, made by `tokenledger completion zsh`.\n"
      "_tokenledger() {\n"
      "  local place=tokenledger i\n"
      "  local -a verbs options arguments\n"
      "  for ((i = 2; i < CURRENT; i++)); do\n" +
      walk(places, "${words[i]}") +
      "  done\n"
      "  case \"$place ${words[CURRENT-1]}\" in\n" +
      values(places, zsh_value) + "  esac\n  case $place in\n";
  for (const auto& place : places) {
    script += "    " + shell_quoted(place.path) + ")\n      verbs=(";
    for (const auto& verb : place.verbs) script += "\n        " + described(verb.name, verb.what);
    script += ")\n      options=(";
    for (const auto& flag : place.flags) script += "\n        " + described(flag.name, flag.what);
    script += ")\n      arguments=(" + place.words + ")\n      ;;\n";
  }
  return script +
         "  esac\n"
         "  (( $#verbs )) && _describe -t verbs verb verbs\n"
         "  (( $#arguments )) && compadd -- $arguments\n"
         "  _describe -o -t options option options\n"
         "}\n"
         "if [[ $funcstack[1] == _tokenledger ]]; then\n"
         "  _tokenledger \"$@\"\n"
         "else\n"
         "  compdef _tokenledger tokenledger\n"
         "fi\n";
}

}  // namespace ledger::cli
