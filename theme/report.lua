-- Gives every paragraph of the body an anchor, <section id>-p<ordinal within the section>, so that a reviewer can name
-- the paragraph that a comment is about. Captions, call-out titles, tables, notes and references have none.
-- In HTML a discreet link stands at the end of the paragraph; Word gets a bookmark; Typst gets nothing.

-- Quarto has taken a chapter's title out of its page by now; chapters are named so that `sec-` and the file's name is
-- the title's id.
local function chapter()
  if not (quarto and quarto.doc and quarto.doc.input_file) then return "text" end
  local stem = pandoc.path.split_extension(pandoc.path.filename(quarto.doc.input_file))
  return "sec-" .. stem
end

local section, ordinal = chapter(), 0

local function is_float(div)
  return div.identifier:match("^fig%-") or div.identifier:match("^tbl%-")
end

local function is_bare(para)
  for _, inline in ipairs(para.content) do
    if inline.t ~= "Image" and inline.t ~= "Space" and inline.t ~= "SoftBreak" and inline.t ~= "RawInline" then
      return false
    end
  end
  return true
end

local function anchored(para, number)
  ordinal = ordinal + 1
  local id = section .. "-p" .. ordinal
  local content = para.content:clone()
  content:insert(1, pandoc.Span({}, pandoc.Attr(id, { "paragraph-anchor" })))
  if number then
    content:insert(2, pandoc.RawInline("html", '<a class="paragraph-link paragraph-number" href="#' .. id ..
      '" aria-label="Paragraph ' .. number .. '">' .. number .. '</a> '))
    return pandoc.Para(content)
  end
  content:insert(pandoc.RawInline("html",
    ' <a class="paragraph-link" href="#' .. id .. '" aria-label="Link to this paragraph">¶</a>'))
  return pandoc.Para(content)
end

local visit

local function items(list)
  local result = pandoc.List({})
  for _, blocks in ipairs(list) do result:insert(visit(blocks)) end
  return result
end

-- A list of numbered paragraphs, or one that goes on with their numbers.
local function is_numbered(list)
  local first = list.content[1][1]
  return first and (first.t == "Para" or list.listAttributes.start > 1)
end

-- The number is shown as the link, in HTML by a style that knows the division.
local function numbered(list)
  local result = pandoc.List({})
  for at, blocks in ipairs(list.content) do
    if blocks[1] and blocks[1].t == "Plain" then blocks[1] = pandoc.Para(blocks[1].content) end
    result:insert(visit(blocks, list.listAttributes.start + at - 1))
  end
  return pandoc.Div({ pandoc.OrderedList(result, list.listAttributes) }, pandoc.Attr("", { "numbered-paragraphs" }))
end

visit = function(blocks, number)
  local result = pandoc.Blocks({})
  for at, block in ipairs(blocks) do
    if block.t == "Header" then
      if block.identifier ~= "" then section, ordinal = block.identifier, 0 end
    elseif block.t == "Para" and not is_bare(block) then
      block = anchored(block, at == 1 and number or nil)
    elseif block.t == "BlockQuote" then
      block = pandoc.BlockQuote(visit(block.content))
    elseif block.t == "BulletList" then
      block = pandoc.BulletList(items(block.content))
    elseif block.t == "OrderedList" and is_numbered(block) then
      block = numbered(block)
    elseif block.t == "OrderedList" then
      block = pandoc.OrderedList(items(block.content), block.listAttributes)
    elseif block.t == "Div" and not is_float(block) and block.identifier ~= "refs" then
      block = pandoc.Div(visit(block.content), block.attr)
    end
    result:insert(block)
  end
  return result
end

-- Key facts: Word has its own styles for them; Typst has a call that sets them side by side.
local function key_facts(div)
  if div.classes:includes("key-fact") then div.attributes["custom-style"] = "Key Fact" end
  if not (div.classes:includes("key-facts") and FORMAT:match("typst")) then return div end
  local result = pandoc.Blocks({ pandoc.RawBlock("typst", "#key-facts(") })
  for _, fact in ipairs(div.content) do
    result:insert(pandoc.RawBlock("typst", "["))
    result:extend(fact.t == "Div" and fact.content or { fact })
    result:insert(pandoc.RawBlock("typst", "],"))
  end
  result:insert(pandoc.RawBlock("typst", ")"))
  return result
end

local function key_number(span)
  if not span.classes:includes("key-number") then return nil end
  if FORMAT:match("typst") then
    local content = span.content:clone()
    content:insert(1, pandoc.RawInline("typst", "#key-number["))
    content:insert(pandoc.RawInline("typst", "]"))
    return content
  end
  span.attributes["custom-style"] = "Key Number"
  return span
end

-- Quarto's own pages have no place for the notice; the built-in engine's template has one.
local function with_notice(doc)
  local notice = doc.meta.notice
  if not (quarto and notice and FORMAT:match("html")) then return doc end
  local text = pandoc.Para({ pandoc.Str(pandoc.utils.stringify(notice)) })
  doc.blocks:insert(1, pandoc.Div({ text }, pandoc.Attr("", { "notice" }, { role = "note" })))
  return doc
end

function Pandoc(doc)
  doc = doc:walk({ Span = key_number }):walk({ Div = key_facts })
  if FORMAT:match("typst") then return doc end
  return with_notice(pandoc.Pandoc(visit(doc.blocks), doc.meta))
end
