#include "engine/ingest/document_opener.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/aws/s3.h"
#include "engine/core/hash.h"
#include "engine/ingest/ecfr_service.h"
#include "engine/ingest/file_stream.h"
#include "engine/ingest/gzip_stream.h"
#include "engine/ingest/hash_check_stream.h"
#include "engine/ingest/memory_stream.h"
#include "engine/net/http_stream.h"

namespace reg2graph {
namespace {

using Stream = std::unique_ptr<ByteStream>;

constexpr size_t kChunk = size_t{1} << 20;

// Ends a stream that is longer than any document, such as an answer without an end.
class BoundedStream : public ByteStream {
 public:
  BoundedStream(Stream inner, uint64_t max_bytes, std::string name)
      : inner_(std::move(inner)), max_bytes_(max_bytes), name_(std::move(name)) {}
  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    const absl::StatusOr<size_t> got = inner_->Read(out, size);
    if (got.ok()) read_ += *got;
    if (read_ <= max_bytes_) return got;
    return absl::ResourceExhaustedError(
        absl::StrCat(name_, ": more than ", max_bytes_, " bytes, as no document has"));
  }

 private:
  const Stream inner_;
  const uint64_t max_bytes_;
  const std::string name_;
  uint64_t read_ = 0;
};

// Up to `size` bytes; fewer only at the end of the stream.
absl::StatusOr<std::string> ReadUpTo(ByteStream& stream, size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    const size_t before = bytes.size();
    const size_t want = std::min(kChunk, size - before);
    bytes.resize(before + want);
    const absl::StatusOr<size_t> got = stream.Read(bytes.data() + before, want);
    if (!got.ok()) return got.status();
    bytes.resize(before + *got);
    if (*got == 0) break;
  }
  return bytes;
}

// What is compressed and what comes of it are both bounded: either may have no end.
absl::StatusOr<Stream> Gunzipped(Stream source, const std::string& name, uint64_t max_bytes) {
  constexpr size_t kMagic = 3;
  Stream raw = std::make_unique<BoundedStream>(std::move(source), max_bytes, name);
  absl::StatusOr<std::string> magic = ReadUpTo(*raw, kMagic);
  if (!magic.ok()) return magic.status();
  const bool gzip = LooksLikeGzip(*magic);
  Stream whole = std::make_unique<MemoryStream>(*std::move(magic), std::move(raw));
  if (!gzip) return whole;
  return Stream(
      std::make_unique<BoundedStream>(std::make_unique<GzipStream>(std::move(whole), name), max_bytes, name));
}

// Lets the caller judge by the head, before the rest is read. The stream then begins at the beginning again.
absl::StatusOr<Stream> Judged(Stream stream, const OpenOptions& options, SourceDocument& document) {
  absl::StatusOr<std::string> head = ReadUpTo(*stream, options.head_bytes);
  if (!head.ok()) return head.status();
  document.head = *head;
  if (options.accept) {
    if (absl::Status status = options.accept(document); !status.ok()) return status;
  }
  return Stream(std::make_unique<MemoryStream>(*std::move(head), std::move(stream)));
}

// What both hashes of a whole stream are; `identity` gets the one that names the artifact.
absl::StatusOr<std::string> HashAll(ByteStream& stream, DocumentIdentity& identity) {
  Sha256 hash;
  StableHash quick;
  std::vector<char> chunk(kChunk);
  for (;;) {
    const absl::StatusOr<size_t> got = stream.Read(chunk.data(), chunk.size());
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    hash.Update({chunk.data(), *got});
    quick.Update({chunk.data(), *got});
    identity.bytes += *got;
  }
  identity.sha256 = hash.FinishHex();
  return quick.Finish();
}

// Two passes: memory stays small, and the second finds the file in the page cache.
absl::StatusOr<Stream> OpenTwice(const std::shared_ptr<const OpenFile>& file, const OpenOptions& options,
                                 SourceDocument& document) {
  absl::StatusOr<Stream> first =
      Gunzipped(std::make_unique<FileStream>(file), file->name(), options.max_bytes);
  if (first.ok()) first = Judged(*std::move(first), options, document);
  if (!first.ok()) return first.status();
  absl::StatusOr<std::string> hash = HashAll(**first, document.identity);
  if (!hash.ok()) return hash.status();
  absl::StatusOr<Stream> second =
      Gunzipped(std::make_unique<FileStream>(file), file->name(), options.max_bytes);
  if (!second.ok()) return second.status();
  return Stream(
      std::make_unique<HashCheckStream<StableHash>>(*std::move(second), *std::move(hash), file->name()));
}

// The whole of a document that fits into `max_buffered`; of another one its start, and `*fits` is false.
absl::StatusOr<std::string> ReadIfItFits(ByteStream& stream, size_t max_buffered, bool* fits,
                                         DocumentIdentity& identity) {
  // One byte more than may be kept shows whether there is more.
  absl::StatusOr<std::string> start = ReadUpTo(stream, max_buffered + 1);
  if (!start.ok()) return start.status();
  *fits = start->size() <= max_buffered;
  if (!*fits) return start;
  Sha256 hash;
  hash.Update(*start);
  identity.sha256 = hash.FinishHex();
  identity.bytes = start->size();
  return start;
}

absl::StatusOr<Stream> OpenOnce(const std::shared_ptr<const OpenFile>& file, const OpenOptions& options,
                                SourceDocument& document) {
  absl::StatusOr<Stream> stream =
      Gunzipped(std::make_unique<FileStream>(file), file->name(), options.max_bytes);
  if (stream.ok()) stream = Judged(*std::move(stream), options, document);
  if (!stream.ok()) return stream.status();
  bool fits = false;
  absl::StatusOr<std::string> start = ReadIfItFits(**stream, options.max_buffered, &fits, document.identity);
  if (!start.ok()) return start.status();
  return Stream(std::make_unique<MemoryStream>(*std::move(start), fits ? nullptr : *std::move(stream)));
}

absl::StatusOr<HttpResource> ResourceOf(const SourceEntry& entry, Remote& remote) {
  if (entry.kind == SourceEntry::Kind::kEcfr) return remote.Ecfr().Resource(entry.url);
  if (entry.kind == SourceEntry::Kind::kHttp) {
    HttpResource resource;
    resource.name = entry.uri;
    resource.url = entry.url;
    return resource;
  }
  const absl::StatusOr<S3Location> location = ParseS3Uri(entry.uri);
  if (!location.ok()) return location.status();
  const absl::StatusOr<S3Client*> s3 = remote.S3();
  if (!s3.ok()) return s3.status();
  return (*s3)->Object(*location);
}

std::string WithoutQuotes(std::string_view etag) {
  const bool quoted = etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
  return std::string(quoted ? etag.substr(1, etag.size() - 2) : etag);
}

// "2024-04-30" of "Tue, 30 Apr 2024 10:01:02 GMT"; empty if it is not of that form.
std::string DayOf(const std::string& last_modified) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", last_modified, &time, &error)) return "";
  return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone());
}

// What fits into memory is fetched once; else the first time is for the hash alone, and the second must
// bring the same version of it.
absl::StatusOr<Stream> OpenRemote(const SourceEntry& entry, const OpenOptions& options,
                                  SourceDocument& document) {
  if (options.remote == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(entry.uri, ": only local sources are read here"));
  }
  Remote& remote = *options.remote;
  const absl::StatusOr<HttpResource> resource = ResourceOf(entry, remote);
  if (!resource.ok()) return resource.status();
  auto fetched = HttpStream::Open(remote.http(), *resource, remote.options().retry);
  if (!fetched.ok()) return fetched.status();
  const HttpVersion version = (*fetched)->version();
  DocumentIdentity& identity = document.identity;
  identity.etag = WithoutQuotes(version.etag);
  identity.version_id = version.version_id;
  if (entry.kind == SourceEntry::Kind::kHttp) identity.modified = DayOf(version.last_modified);
  absl::StatusOr<Stream> first = Gunzipped(*std::move(fetched), entry.uri, options.max_bytes);
  if (first.ok()) first = Judged(*std::move(first), options, document);
  if (!first.ok()) return first.status();
  const size_t room = version.size.value_or(0) > options.max_buffered ? 0 : options.max_buffered;
  bool fits = false;
  absl::StatusOr<std::string> start = ReadIfItFits(**first, room, &fits, identity);
  if (!start.ok()) return start.status();
  if (fits) return Stream(std::make_unique<MemoryStream>(*std::move(start)));

  MemoryStream whole(*std::move(start), *std::move(first));
  if (absl::StatusOr<std::string> hash = HashAll(whole, identity); !hash.ok()) return hash.status();
  auto again = HttpStream::Open(remote.http(), *resource, remote.options().retry, &version);
  if (!again.ok()) return again.status();
  absl::StatusOr<Stream> second = Gunzipped(*std::move(again), entry.uri, options.max_bytes);
  if (!second.ok()) return second.status();
  return Stream(std::make_unique<HashCheckStream<Sha256>>(*std::move(second), identity.sha256, entry.uri));
}

absl::StatusOr<Stream> OpenLocal(const SourceEntry& entry, const OpenOptions& options,
                                 SourceDocument& document) {
  const absl::StatusOr<std::shared_ptr<const OpenFile>> file =
      entry.kind == SourceEntry::Kind::kStandardInput
          ? OpenFile::Borrow(options.standard_input, "standard input", options.stop)
          : OpenFile::Open(entry.uri, options.stop);
  if (!file.ok()) return file.status();
  return (*file)->regular() ? OpenTwice(*file, options, document) : OpenOnce(*file, options, document);
}

bool IsLocal(SourceEntry::Kind kind) {
  return kind == SourceEntry::Kind::kFile || kind == SourceEntry::Kind::kStandardInput;
}

}  // namespace

absl::StatusOr<SourceDocument> OpenDocument(const SourceEntry& entry, const OpenOptions& options) {
  SourceDocument document;
  document.identity.uri = entry.uri;
  document.identity.as_of = entry.hints.as_of;
  document.identity.title = entry.hints.title;
  document.identity.complete = entry.hints.complete;
  document.identity.sequencer = entry.sequencer;
  absl::StatusOr<Stream> stream =
      IsLocal(entry.kind) ? OpenLocal(entry, options, document) : OpenRemote(entry, options, document);
  if (!stream.ok()) return stream.status();
  document.stream = *std::move(stream);
  return document;
}

}  // namespace reg2graph
