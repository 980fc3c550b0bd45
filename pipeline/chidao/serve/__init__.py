"""Pages over an index: Datasette with a plugin of its own. Needs the extra `serve`.

    uvicorn.run(chidao.serve.pages("chidao.db").app())

Every page is a function from a read-only connection and the request's arguments to the values that its template shows;
`plugin` gives each its address. Reads the index only, so the records of any system can be looked at.
"""

from chidao.serve.app import listen, pages

__all__ = ["listen", "pages"]
