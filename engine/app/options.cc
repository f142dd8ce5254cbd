#include "engine/app/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <iostream>
#include <string_view>
#include <thread>

#include "engine/app/exit_code.h"
#include "engine/flow/memory_shares.h"

namespace reg2graph {
namespace {

constexpr char kExamples[] =
    "Examples:\n"
    "  reg2graph ingest title-12.json title-12.xml          both layers of a title into the Neo4j at "
    "NEO4J_URI\n"
    "  reg2graph ingest downloads/ --to http://db:7474/ecfr every document below a folder, into another "
    "database\n"
    "  zcat title-12.xml.gz | reg2graph ingest - --as-of 2025-01-29 --to jsonl:graph.jsonl\n"
    "  reg2graph ingest downloads/ --dry-run                the plan and the counts, without a database\n"
    "  reg2graph ingest s3://my-bucket/ecfr/                every document below a prefix\n"
    "  reg2graph ingest ecfr:title-12/part-1002             the newest version, from the eCFR service\n"
    "  reg2graph ingest govinfo:ECFR-title12                the same text from GovInfo, also for cloud "
    "addresses\n"
    "  reg2graph ingest sqs:https://sqs.../my-queue         a worker: loads what S3 events announce\n"
    "  reg2graph verify title-12.xml                        does the graph match this document?\n"
    "  reg2graph health                                     exit code 0 if the target answers\n"
    "  reg2graph cite < texts.jsonl                         the citations of each text, with their keys\n"
    "  reg2graph diff old.xml new.xml                       what changed between two printings\n"
    "\n"
    "Exit codes of ingest: 0 all loaded; 1 some documents or rows were rejected; 2 usage; 3 the target "
    "could\n"
    "not be reached or refused the run; 4 stopped by a signal, acknowledged work is kept (run again to "
    "resume);\n"
    "5 the service of a source (S3, a web server) could not be reached or refused the run.\n"
    "Environment: NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, NEO4J_DATABASE; for S3 the AWS_* variables of "
    "the\n"
    "official SDKs; a .env file is read. NEO4J_URI, user and password have to be set in one place, the\n"
    "environment or .env.";

// "500ms", "30s", "2m", "1h", as a number of milliseconds.
CLI::AsNumberWithUnit MillisecondsOf() {
  return CLI::AsNumberWithUnit(
      std::map<std::string, int64_t>{{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}},
      CLI::AsNumberWithUnit::UNIT_REQUIRED);
}

void AddTarget(CLI::App& command, Options& options) {
  command.add_option("--to", options.to,
                     "http[s]://host:7474[/database] (default: NEO4J_URI), jsonl:PATH, csv:FOLDER, null:");
  command.add_option("--api", options.api, "HTTP API of Neo4j: auto, tx, query")
      ->check(CLI::IsMember({"auto", "tx", "query"}));
  command.add_option("--ca-file", options.ca_file, "CA certificates for TLS (default: the system's)");
}

void AddSources(CLI::App& command, Options& options, std::string& bucket) {
  command.add_option(
      "SOURCE", options.sources,
      "files, folders, globs, - for standard input, s3://BUCKET/KEY, s3://BUCKET/PREFIX/, "
      "http[s]://..., ecfr:title-N[/part-P][@DATE], govinfo:ECFR-titleN, govinfo:CFR-YEAR-titleN-volV, "
      "sqs:QUEUE-URL; gzip is recognized");
  command.add_option("-b,--bucket", bucket, "the sources are keys and prefixes in this bucket");
  command.add_option("--as-of", options.as_of,
                     "date of the documents, YYYY-MM-DD (default: taken from their names)");
  command.add_option("--title", options.title, "CFR title of a part that does not name it")
      ->check(CLI::Range(1, 99));
  command.add_flag("--complete", options.complete,
                   "each part in the documents is complete: what it lacks is removed from the graph");
  command.add_option(
      "--format", options.run.format,
      "treat every document as this format: ecfr-structure-json, ecfr-xml, govinfo-xml, annual-xml");
  command.add_option("--threads", options.run.threads, "parsing threads (default: one per core)")
      ->check(CLI::Range(1, 256));
  command
      .add_option("--connections", options.run.requests,
                  "requests in flight (default: adapted to the target)")
      ->check(CLI::Range(1, 64));
  command
      .add_option("--batch-rows", options.run.batch_rows,
                  "rows per transaction (default: adapted to the target)")
      ->check(CLI::Range(size_t{1}, size_t{1'000'000}));
  command.add_option("--batch-bytes", options.run.batch_bytes, "bytes per transaction")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::Range(size_t{1024}, size_t{1} << 30));
  command
      .add_option("--max-unit-bytes", options.run.max_unit_bytes,
                  "a part larger than this (default: 128MB) or than a third of --memory is rejected")
      ->transform(CLI::AsSizeValue(false));
  command
      .add_option(
          "--memory", options.run.memory_bytes,
          "a third of the memory that the process may take at most (default: 512MB); a part for which "
          "that is not enough is rejected")
      ->transform(CLI::AsSizeValue(false));
  command
      .add_option("--retry-for", options.run.retry_for,
                  "retry budget: give up after this time without a success")
      ->transform(MillisecondsOf());
  command
      .add_option("--wait", options.run.wait_for_target,
                  "how long to wait for the target to become available")
      ->transform(MillisecondsOf());
  command
      .add_option("--request-timeout", options.request_timeout,
                  "time-out of one request to the target; it is then re-planned or retried")
      ->transform(MillisecondsOf())
      ->check(CLI::Range(int64_t{1}, int64_t{86'400'000}));
  command
      .add_option("--log", options.log,
                  "text, json, or emf: json with metrics for CloudWatch (default: text on a terminal, "
                  "otherwise json)")
      ->check(CLI::IsMember({"text", "json", "emf"}));
  command
      .add_option("--stop-timeout", options.stop_timeout,
                  "seconds (or 2m) that a stopped run may take to finish work in flight; 100 by default")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, int64_t>{{"s", 1}, {"m", 60}, {"h", 3600}}))
      ->check(CLI::Range(int64_t{0}, int64_t{86400}));
}

void AddDiff(CLI::App& command, Options& options) {
  DiffOptions& diff = options.diff;
  command
      .add_option(
          "SOURCE", options.sources,
          "OLD and NEW, each a file, a folder, or any other source of ingest but a queue: the eCFR's XML "
          "or structure, GovInfo's XML, the annual CFR's; gzip is recognized")
      ->required()
      ->expected(2);
  command
      .add_option("--format", diff.format,
                  "text (default; with colors on a terminal unless NO_COLOR is set), json (JSON Lines), html "
                  "(one page)")
      ->check(CLI::IsMember({"text", "json", "html"}));
  command.add_flag("--words", diff.words, "text: show changed words in place, as [-old-] {+new+}");
  command.add_flag("--notes", diff.notes, "also show what changed in notes alone");
  command.add_option("--only", diff.only, "show only these: added,removed,changed,moved")
      ->delimiter(',')
      ->check(CLI::IsMember({"added", "removed", "changed", "moved"}));
  command.add_option("--title", options.title, "CFR title of a part that does not name it")
      ->check(CLI::Range(1, 99));
  command.add_flag("--complete", options.complete,
                   "each part in the documents is complete: what it lacks is not the law");
  command.footer(
      "Exit codes: 0 no difference that was asked for; 1 differences; 2 usage, or a document could not be "
      "read "
      "(the\nothers are compared); 5 the service of a source could not be reached. Texts are kept in a "
      "temporary "
      "file in\nTMPDIR, or else /tmp.");
}

// The earlier loader had no sub-commands: its calls are ingests.
bool NamesCommand(std::string_view argument) {
  static constexpr std::array<std::string_view, 8> kWords = {"ingest", "verify", "health", "cite",
                                                             "diff",   "-h",     "--help", "--version"};
  return std::find(kWords.begin(), kWords.end(), argument) != kWords.end();
}

}  // namespace

CommandLine ReadCommandLine(int argc, char** argv) {
  CommandLine line;
  Options& options = line.options;
  options.run.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  std::string bucket;
  int64_t idle_exit = -1;
  bool is_xml = false;

  CLI::App app("Streams US federal regulation into a property graph in Neo4j.", "reg2graph");
  app.footer(kExamples);
  app.set_version_flag("--version", "reg2graph " REG2GRAPH_VERSION);
  app.require_subcommand(1);
  CLI::App* ingest = app.add_subcommand("ingest", "load documents into the graph");
  AddSources(*ingest, options, bucket);
  AddTarget(*ingest, options);
  ingest->add_flag("-d,--dry-run", options.dry_run,
                   "show the plan and the counts without writing; needs no database");
  ingest->add_flag("-x,--xml", is_xml, "the documents are XML (recognized automatically without it)");
  ingest
      ->add_option("--dead-letter", options.dead_letters,
                   "file for what could not be loaded (default: dead-letter.jsonl)")
      ->envname("REG2GRAPH_DEAD_LETTER");
  ingest->add_option(
      "--shard", options.shard,
      "INDEX/COUNT: load only this share of the documents, 0/3 to 2/3 of three (default: from AWS "
      "Batch arrays and Kubernetes Indexed Jobs)");
  ingest->add_option("--shards", options.shards, "COUNT, if the environment gives only the index")
      ->check(CLI::Range(1, 1'000'000));
  ingest
      ->add_option("--idle-exit", idle_exit, "of a worker on sqs:URL: stop after this time without a message")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, int64_t>{{"s", 1}, {"m", 60}, {"h", 3600}},
                                        CLI::AsNumberWithUnit::UNIT_OPTIONAL))
      ->check(CLI::NonNegativeNumber);
  ingest->add_flag("--no-xml", options.run.no_xml,
                   "do not keep the XML of divisions (XMLData) beside their text; what is there is removed");
  ingest->add_flag("--full-text", options.full_text,
                   "also index paragraphs and headings for full-text search (Neo4j only), for this load and "
                   "all later ones");
  ingest->add_flag_callback(
      "--retry-rejected", [&options] { options.run.purpose = Purpose::kRetryRejected; },
      "retry rows that earlier runs rejected");
  ingest->footer(kExamples);
  CLI::App* verify =
      app.add_subcommand("verify", "compare the graph with documents and list every difference");
  AddSources(*verify, options, bucket);
  AddTarget(*verify, options);
  CLI::App* health = app.add_subcommand("health", "exit code 0 if the target answers");
  AddTarget(*health, options);
  health
      ->add_option("--timeout", options.health_timeout, "how long the whole command may take (default: 10s)")
      ->transform(MillisecondsOf())
      ->check(CLI::Range(int64_t{1}, int64_t{86'400'000}));
  CLI::App* cite =
      app.add_subcommand("cite", "citations of the texts on standard input (JSON Lines in and out)");
  cite->add_flag("--explain", options.explain,
                 "add the rule by which each target was read, and where the rest of its key comes from");
  CLI::App* diff =
      app.add_subcommand("diff", "what changed between two printings of the law, without a database");
  AddDiff(*diff, options);

  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() && !NamesCommand(arguments[0])) arguments.insert(arguments.begin(), "ingest");
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    line.done = true;
    line.exit_code = app.exit(error) == 0 ? kExitOk : kExitUsage;
    return line;
  }
  if (verify->parsed()) {
    options.command = Options::Command::kVerify;
    options.run.purpose = Purpose::kCompare;
  }
  if (health->parsed()) options.command = Options::Command::kHealth;
  if (cite->parsed()) options.command = Options::Command::kCite;
  if (diff->parsed()) options.command = Options::Command::kDiff;
  options.run.in_flight_bytes = MemoryShares(options.run.memory_bytes).in_flight;
  if (is_xml && options.run.format.empty()) options.run.format = "ecfr-xml";
  if (idle_exit >= 0) options.idle_exit = std::chrono::seconds(idle_exit);
  if (!bucket.empty()) {
    for (std::string& source : options.sources) source.insert(0, "s3://" + bucket + "/");
    if (options.sources.empty()) {
      std::cerr << "--bucket: name the keys or prefixes in " << bucket << "\n";
      line.done = true;
      line.exit_code = kExitUsage;
    }
  }
  return line;
}

}  // namespace reg2graph
