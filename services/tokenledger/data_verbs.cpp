#include "services/tokenledger/data_verbs.hpp"

#include <iostream>

#include "services/runtime/core_files.hpp"
#include "services/tokenledger/backup.hpp"
#include "services/tokenledger/directory_owner.hpp"
#include "services/tokenledger/init.hpp"
#include "services/tokenledger/log_copy.hpp"
#include "services/tokenledger/log_file.hpp"
#include "services/tokenledger/log_verb.hpp"
#include "services/tokenledger/offline_ledger.hpp"
#include "services/tokenledger/open_log.hpp"
#include "services/tokenledger/operator_token.hpp"
#include "services/tokenledger/restore.hpp"
#include "services/tokenledger/results.hpp"
#include "services/tokenledger/settings_options.hpp"
#include "services/tokenledger/source_options.hpp"

namespace ledger::tokenledger {
namespace {

struct Directories {
  std::string data = "data";
  std::string backup;
  bool json = false;
};

/// Of the verbs that take a settings file.
struct DataOptions {
  SettingsOptions common;
  int replication = 1;
  bool json = false;
};

void add_json(CLI::App& verb, bool& json) {
  verb.add_flag("--json", json, "Print the result as one JSON object");
}

void add_data_option(CLI::App& verb, Directories& directories, const char* what) {
  verb.add_option("--data", directories.data, what)->type_name("DIR");
}

std::string operator_token_path(const runtime::Settings& settings) {
  return (settings.data / operator_token_file).string();
}

void say_operator_token(const runtime::Settings& settings) {
  std::cout << "the operator's token is in " << operator_token_path(settings) << '\n';
}

/// Once the settings are read, which may be root's alone.
void begin_on(const runtime::Settings& settings) {
  make_files_private();
  act_as_owner_of(settings.data);
}

void add_backup(CLI::App& program) {
  const auto directories = std::make_shared<Directories>();
  auto* verb = program.add_subcommand(
      "backup", "Copy the ledger, also while it is served; run again, copy what is new");
  verb->add_option("DIR", directories->backup, "Where the copy is, or shall be")->required();
  add_data_option(*verb, *directories, "Directory that `serve` was given [data]");
  add_json(*verb, directories->json);
  verb->callback([directories] {
    make_files_private();
    act_as_owner_of_both(directories->data, directories->backup);
    const auto result = back_up(directories->data, directories->backup);
    if (directories->json) {
      return print_json([&](log::JsonWriter& json) {
        json.key("position").number(result.position.value());
        json.key("records_new").number(result.records_new);
        json.key("state_digest").text(result.state_digest);
      });
    }
    std::cout << "backed up through position " << result.position.value() << " ("
              << result.records_new << " new records)\nstate digest " << result.state_digest
              << '\n';
  });
}

void add_restore(CLI::App& program) {
  const auto directories = std::make_shared<Directories>();
  auto* verb = program.add_subcommand(
      "restore", "Bring a ledger back from a backup, into a directory that is empty");
  verb->add_option("DIR", directories->backup, "What `backup` was given")->required();
  add_data_option(*verb, *directories, "Directory that `serve` will be given [data]");
  add_json(*verb, directories->json);
  verb->callback([directories] {
    make_files_private();
    const auto result = restore(directories->backup, directories->data);
    if (directories->json) {
      return print_json([&](log::JsonWriter& json) {
        json.key("position").number(result.through.value());
        json.key("state_digest").text(result.state_digest).key("epoch").text(result.epoch);
      });
    }
    std::cout << "restored through position " << result.through.value() << "\nstate digest "
              << result.state_digest << "\nnew epoch " << result.epoch
              << "\nOperator tokens go on; `tokenledger operator-token` makes one where the old "
                 "one is lost.\n";
  });
}

void add_replication(CLI::App& verb, int& replication) {
  verb.add_option("--replication", replication, "Copies that Kafka keeps [1]")
      ->check(CLI::Range(1, 100));
}

void add_init(CLI::App& program) {
  const auto options = std::make_shared<DataOptions>();
  auto* verb = program.add_subcommand(
      "init", "Make a ledger on Kafka, once: topic, first record, operator's token");
  options->common.add_to(*verb, "Where the operator's token is written [data]");
  add_replication(*verb, options->replication);
  add_json(*verb, options->json);
  verb->callback([options] {
    runtime::keep_out_of_core_files();
    const auto settings = options->common.settings();
    if (!settings.kafka) {
      throw std::runtime_error(
          "init is for a ledger on Kafka: name a settings file with [kafka] by --config. On the "
          "embedded log `serve` does all of it itself");
    }
    begin_on(settings);
    const auto result = init(settings, options->replication);
    if (options->json) {
      return print_json([&](log::JsonWriter& json) {
        json.key("topic").text(settings.kafka->topic).key("ledger_id").text(result.ledger_id);
        json.key("done_before").boolean(result.done_before).key("operator_token_file");
        result.done_before ? json.null() : json.text(operator_token_path(settings));
      });
    }
    std::cout << "topic " << settings.kafka->topic << " holds ledger " << result.ledger_id << '\n';
    if (result.done_before) {
      std::cout << "it was there before, and nothing was changed\n";
    } else {
      say_operator_token(settings);
    }
  });
}

std::unique_ptr<OfflineLedger> open_offline(const runtime::Settings& settings,
                                            runtime::Metrics& metrics) {
  if (!settings.kafka) return std::make_unique<OfflineLedger>(settings.data);
  make_private_directory(settings.data);
  return std::make_unique<OfflineLedger>(open_log(settings, metrics).log, settings.data / "view");
}

void add_operator_token(CLI::App& program) {
  const auto options = std::make_shared<DataOptions>();
  auto* verb = program.add_subcommand("operator-token",
                                      "Make a new operator's token where the old one is lost");
  options->common.add_to(*verb, "Directory that no service is running on [data]");
  add_json(*verb, options->json);
  verb->callback([options] {
    runtime::keep_out_of_core_files();
    const auto settings = options->common.settings();
    begin_on(settings);
    runtime::Metrics unread;
    const auto ledger = open_offline(settings, unread);
    replace_operator_token(settings.data, ledger->log(), ledger->view(), ledger->projector(),
                           ledger->clock());
    if (options->json) {
      return print_json([&](log::JsonWriter& json) {
        json.key("operator_token_file").text(operator_token_path(settings));
      });
    }
    say_operator_token(settings);
    std::cout << "Older ones are still good: `tokenledger token list --owner operator` shows "
                 "them, `tokenledger token delete` ends one.\n";
  });
}

void add_log_copy(CLI::App& log_verb) {
  const auto options = std::make_shared<DataOptions>();
  auto* verb = log_verb.add_subcommand(
      "copy", "Move the ledger from the embedded log to Kafka, while the service is stopped");
  options->common.add_to(*verb, "Directory that `serve` was given [data]");
  add_replication(*verb, options->replication);
  add_json(*verb, options->json);
  verb->callback([options] {
    const auto settings = options->common.settings();
    if (!settings.kafka) throw std::runtime_error("name a settings file with [kafka] by --config");
    begin_on(settings);
    const auto result = copy_log(settings, options->replication);
    if (options->json) {
      return print_json([&](log::JsonWriter& json) {
        json.key("position").number(result.through.value());
        json.key("topic").text(settings.kafka->topic);
        json.key("state_digest").text(result.state_digest);
      });
    }
    std::cout << "copied through position " << result.through.value() << " to topic "
              << settings.kafka->topic << "\nstate digest " << result.state_digest
              << "\nServe it with this settings file from now on.\n";
  });
}

struct ExportOptions {
  SourceOptions source;
  std::string file;
  bool json = false;
};

void add_log_export(CLI::App& log_verb) {
  const auto options = std::make_shared<ExportOptions>();
  auto* verb = log_verb.add_subcommand(
      "export", "Write the log into a file, also while it is served; again: what is new");
  options->source.add_logs_to(*verb);
  verb->add_option("FILE", options->file, "zstd frames of JSON lines")->required();
  add_json(*verb, options->json);
  verb->callback([options] {
    make_files_private();
    const auto result = export_log(*options->source.open(), options->file);
    if (options->json) {
      return print_json([&](log::JsonWriter& json) {
        json.key("position").number(result.through.value());
        json.key("records_new").number(result.records_new).key("chain").text(result.chain);
      });
    }
    std::cout << "exported through position " << result.through.value() << " ("
              << result.records_new << " new records)\nchain " << result.chain << '\n';
  });
}

struct ImportOptions : DataOptions {
  std::string file;
};

void add_log_import(CLI::App& log_verb) {
  const auto options = std::make_shared<ImportOptions>();
  auto* verb = log_verb.add_subcommand(
      "import", "Make a ledger of an exported log: in an empty directory, or in a topic");
  options->common.add_to(*verb, "Directory that `serve` will be given [data]");
  add_replication(*verb, options->replication);
  verb->add_option("FILE", options->file, "What `log export` wrote")->required();
  add_json(*verb, options->json);
  verb->callback([options] {
    const auto settings = options->common.settings();
    begin_on(settings);
    const auto result = import_log(options->file, settings, options->replication);
    if (options->json) {
      return print_json([&](log::JsonWriter& json) {
        json.key("position").number(result.through.value());
        json.key("state_digest").text(result.state_digest);
      });
    }
    std::cout << "imported through position " << result.through.value() << "\nstate digest "
              << result.state_digest
              << "\nOperator tokens go on; `tokenledger operator-token` makes one where the old "
                 "one is lost.\n";
  });
}

void add_log(CLI::App& program) {
  const auto options = std::make_shared<SettingsOptions>();
  const auto after = std::make_shared<std::optional<std::uint64_t>>();
  auto* verb = program.add_subcommand(
      "log", "Print the log's records, one JSON object a line; also while it is served");
  options->add_to(*verb, "Directory that `serve` was given [data]");
  verb->add_option("--after", *after, "Begin behind this position [from the start]")
      ->type_name("POSITION");
  add_log_copy(*verb);
  add_log_export(*verb);
  add_log_import(*verb);
  verb->callback([options, after, verb] {
    if (!verb->get_subcommands().empty()) return;
    const auto settings = options->settings();
    begin_on(settings);
    print_log(settings, *after);
  });
}

}  // namespace

void add_data_verbs(CLI::App& program) {
  add_backup(program);
  add_restore(program);
  add_init(program);
  add_operator_token(program);
  add_log(program);
}

}  // namespace ledger::tokenledger
