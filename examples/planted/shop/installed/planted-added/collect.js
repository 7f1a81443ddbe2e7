// An inert stand-in: a real one would run at the next rebuild.
module.exports = {};
