#ifndef REG2GRAPH_PARSERS_XML_DIV_DIALECT_H_
#define REG2GRAPH_PARSERS_XML_DIV_DIALECT_H_

#include <memory>
#include <string>
#include <string_view>

#include "engine/core/graph_schema.h"
#include "parsers/xml/ecfr_walk.h"
#include "parsers/xml/elements.h"

namespace reg2graph {

// One printing of a title as nested DIV1 to DIV9. Stateless; outlives all that uses it.
class DivDialect {
 public:
  virtual ~DivDialect() = default;
  virtual const ElementTable& elements() const = 0;
  virtual std::unique_ptr<EcfrWalk> NewWalk() const = 0;
  // Whether the name of such a division is known only from its HEAD. `n`: its N.
  virtual bool NamedByHead(DivisionType type, std::string_view n) const = 0;
  // The number of a section, of its N.
  virtual std::string SectionNumber(std::string_view n) const { return std::string(n); }

  // Whether `name` may be the root element. "DIV": the outermost DIV itself.
  virtual bool IsRoot(std::string_view name) const = 0;
  virtual std::string_view roots() const = 0;  // the same in words, for messages
  // The end tags after the outermost DIV of a document that begins with `prolog`.
  virtual std::string EndTags(std::string_view prolog) const = 0;
};

}  // namespace reg2graph

#endif  // REG2GRAPH_PARSERS_XML_DIV_DIALECT_H_
