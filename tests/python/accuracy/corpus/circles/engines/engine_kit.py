from engine_kit import Engine as Base


class Engine(Base):
    pass
